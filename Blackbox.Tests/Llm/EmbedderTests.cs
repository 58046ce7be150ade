using Blackbox.Core.Llm;
using Blackbox.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Llm;

public sealed class EmbedderTests
{
    private readonly ManualTime _time = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Without_a_model_the_built_in_one_answers()
    {
        var embedder = Create(null);
        var reply = await embedder.EmbedAsync(["hello"], TestContext.Current.CancellationToken);

        Assert.Equal("hashing-1024", embedder.Model);
        Assert.Equal(("hashing-1024", 0), (reply.Texts[0].Model, reply.Calls));
        Assert.Equal(HashingEmbedder.Embed("hello"), reply.Texts[0].Vector.ToArray());
    }

    [Fact]
    public async Task Vectors_of_a_model_are_normalised_and_carry_its_name()
    {
        var model = new ScriptedEmbeddings();
        var reply = await Create(model).EmbedAsync(["one", "two"], TestContext.Current.CancellationToken);

        Assert.Equal(["bge-test", "bge-test"], reply.Texts.Select(text => text.Model));
        Assert.All(reply.Texts, text => Assert.Equal(1, text.Vector.ToArray().Sum(x => (double)x * x), 3));
        Assert.Equal((1, 1), (reply.Calls, model.Calls));
    }

    [Fact]
    public async Task Model_that_fails_is_replaced_for_a_minute()
    {
        var model = new ScriptedEmbeddings { IsDown = true };
        var embedder = Create(model);

        Assert.Equal("hashing-1024", (await embedder.EmbedAsync(["a"], TestContext.Current.CancellationToken)).Texts[0].Model);
        model.IsDown = false;
        Assert.Equal("hashing-1024", (await embedder.EmbedAsync(["a"], TestContext.Current.CancellationToken)).Texts[0].Model);
        Assert.False(await embedder.IsModelAvailableAsync(TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("bge-test", (await embedder.EmbedAsync(["a"], TestContext.Current.CancellationToken)).Texts[0].Model);
        Assert.Equal(2, model.Calls);
    }

    [Fact]
    public async Task Model_of_other_dimensions_is_never_used() =>
        Assert.Equal("hashing-1024", (await Create(new ScriptedEmbeddings(768)).EmbedAsync(["a"], TestContext.Current.CancellationToken)).Texts[0].Model);

    private Embedder Create(ScriptedEmbeddings? model) => LlmHost.Create(_time, embeddings: model).GetRequiredService<Embedder>();
}
