using System.Security.Cryptography;
using Blackbox.Core.Llm;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Blackbox.Tests.Llm;

public sealed class HashingEmbedderTests
{
    // UTF-16 of any kind, with lone surrogates.
    private static readonly Arbitrary<string> Anything =
        Gen.Choose(0, 0xFFFF).Select(unit => (char)unit).ArrayOf().Select(units => new string(units)).ToArbitrary();

    [Fact]
    public void Any_text_has_a_vector_of_norm_one() => Prop.ForAll(Anything, text =>
    {
        var vector = HashingEmbedder.Embed(text);
        return vector.Length == 1024 && Math.Abs(Math.Sqrt(vector.Sum(x => (double)x * x)) - 1) < 1e-4;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Same_text_has_the_same_vector() => Prop.ForAll(Anything, text => HashingEmbedder.Embed(text).SequenceEqual(HashingEmbedder.Embed(text)))
        .Check(Config.QuickThrowOnFailure);

    // A change of this value makes every stored vector of the model wrong: it needs another model name.
    [Fact]
    public void Vectors_are_the_same_on_every_machine()
    {
        var vector = HashingEmbedder.Embed("Fuse full text and vectors by reciprocal rank 검색을 개선");
        var rounded = vector.SelectMany(x => BitConverter.GetBytes((short)Math.Round(x * 1_000))).ToArray();

        Assert.Equal("caa8731d2b639803", Convert.ToHexStringLower(SHA256.HashData(rounded))[..16]);
    }

    [Theory]
    [InlineData("Fix the time zone of the heat map", "Correct the time zone in the heat map", "Bump dependencies of the web page")]
    [InlineData("parseHttpHeader", "parse the HTTP header", "draw a chart of commits")]
    [InlineData("snake_case_name", "a name in snake case", "weekly report of sales")]
    [InlineData("검색을 개선했다", "검색 개선", "배포 자동화 추가")]
    [InlineData("refactoring", "refactored", "authentication")]
    [InlineData("Ｆｕｌｌｗｉｄｔｈ ＴＥＸＴ", "fullwidth text", "something else")]
    public void Related_texts_are_nearer_than_others(string text, string related, string other) =>
        Assert.True(Similarity(text, related) > Similarity(text, other) + 0.1, $"{Similarity(text, related)} {Similarity(text, other)}");

    [Fact]
    public void Texts_without_words_share_a_direction() => Assert.Equal(HashingEmbedder.Embed(""), HashingEmbedder.Embed("…!? \n"));

    [Fact]
    public async Task Embedder_is_a_generator_that_names_its_model()
    {
        using var generator = new HashingEmbedder();
        var answer = await generator.GenerateAsync(["a", "b"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(HashingEmbedder.Embed("b"), answer[1].Vector.ToArray());
        Assert.Equal("hashing-1024", ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelId);
    }

    private static double Similarity(string a, string b) => HashingEmbedder.Embed(a).Zip(HashingEmbedder.Embed(b), (x, y) => (double)x * y).Sum();
}
