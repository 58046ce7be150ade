using System.Runtime.CompilerServices;
using Blackbox.Core.Collecting;

namespace Blackbox.Tests.Collecting;

/// <summary>A platform that answers as a test wants, in slices of a day.</summary>
internal sealed class ScriptedCollector : ICollector
{
    public const string Name = "scripted";

    /// <summary>What the platform lists of a window; may throw.</summary>
    public Func<CollectionContext, CancellationToken, IAsyncEnumerable<CollectedActivity>> Answer { get; set; } = (context, _) => OnePerDay(context);

    public List<TimeWindow> Asked { get; } = [];

    public string Platform => Name;

    public string Title => "Scripted";
    public TimeSpan? Slice { get; set; } = TimeSpan.FromDays(1);
    public int BackfillDays => 2;

    public string? ValidateSettings(string settings) => null;

    public string? ValidateAccess(string? baseUrl, string? secret) => null;

    public Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken) =>
        Task.FromResult(new ConnectionTest(true, "It works.", [], []));

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new CollectionEstimate(12, TimeSpan.FromSeconds(3), "12 requests an hour"));

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(context.Window);
        await foreach (var activity in Answer(context, cancellationToken))
            yield return activity;
        context.Report.ContainerListed("place");
    }

    public static async IAsyncEnumerable<CollectedActivity> OnePerDay(CollectionContext context, string title = "did it")
    {
        await Task.Yield();
        yield return Item(context.Window.From, title);
    }

    public static CollectedActivity Item(DateTimeOffset day, string title) => new()
    {
        Person = new("ada@example.com", "Ada"),
        ExternalId = $"{day:yyyy-MM-dd}",
        Kind = "thing",
        OccurredAt = day.AddHours(9),
        Title = title,
        Container = "place",
    };
}
