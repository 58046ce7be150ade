using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Tests.Collecting.Git;

/// <summary>Runs the collector over repositories.</summary>
internal sealed class GitCollecting
{
    public static readonly TimeWindow AllTime = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private readonly GitOptions _options;

    public GitCollecting(GitOptions? options = null)
    {
        _options = options ?? new();
        Collector = new GitCollector(new(Options.Create(_options), TimeProvider.System), Options.Create(_options), TimeProvider.System);
    }

    public ICollector Collector { get; }

    public static Task<Collected> CollectAsync(params string[] paths) => new GitCollecting().CollectAsync(AllTime, paths);

    public async Task<Collected> CollectAsync(TimeWindow window, params string[] paths)
    {
        var report = new CollectionReport();
        var activities = new List<CollectedActivity>();
        await foreach (var activity in Collector.CollectAsync(Context(window, report, paths), TestContext.Current.CancellationToken))
            activities.Add(activity);
        return new(activities, report);
    }

    public Task<ConnectionTest> TestAsync(params string[] paths) => Collector.TestAsync(new(Connection(paths)), TestContext.Current.CancellationToken);

    /// <summary>The git collector remembers nothing, so its memory has no database behind it.</summary>
    public static CollectionContext Context(TimeWindow window, CollectionReport report, params string[] paths) => new()
    {
        Access = new(Connection(paths)),
        Window = window,
        Report = report,
        Memory = new(NpgsqlDataSource.Create("Host=127.0.0.1"), Guid.Empty, TimeProvider.System),
    };

    public static Connection Connection(params string[] paths) =>
        new() { Platform = Platforms.Git, Name = "repositories", Settings = GitSettings.Write(paths) };
}

internal sealed record Collected(IReadOnlyList<CollectedActivity> Activities, CollectionReport Report)
{
    public CollectedActivity Of(string sha) => Assert.Single(Activities, a => a.ExternalId == sha);

    public CollectedActivity Of(string sha, string email) => Assert.Single(Activities, a => a.ExternalId == sha && a.Person.ExternalId == email);

    public IEnumerable<string> Shas => Activities.Select(a => a.ExternalId);

    public CollectionProblem Problem => Assert.Single(Report.Problems);

    public static JsonElement Details(CollectedActivity activity) => JsonDocument.Parse(activity.Details).RootElement;
}
