using System.Text.Json;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

/// <param name="From">First local date.</param>
/// <param name="To">Last local date, inclusive.</param>
/// <param name="ConnectionId">The one connection that is collected; null for all.</param>
/// <param name="Done">Items of the present step that are done: activities found while collecting, days while summarising.</param>
/// <param name="Total">Items of the present step altogether; 0 while unknown.</param>
/// <param name="SummariesWritten">Summaries that were written because their input changed.</param>
/// <param name="ModelCalls">Calls of a language or embedding model.</param>
/// <param name="Message">What the user should know of the outcome.</param>
/// <param name="Finished">Nothing of the run will change any more.</param>
public sealed record RunView(
    Guid Id, RunTrigger Trigger, DateOnly From, DateOnly To, Guid? ConnectionId, RunStatus Status, RunStep Step, int Done, int Total,
    int SummariesWritten, int ModelCalls, string? Message, bool Finished, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public static RunView Of(Run run) => new(
        run.Id, run.Trigger, run.FromDate, run.ToDate, run.ConnectionId, run.Status, run.Step, run.Done, run.Total,
        run.SummariesWritten, run.ModelCalls, run.Message, run.IsFinished, run.CreatedAt, run.StartedAt, run.FinishedAt);
}

/// <param name="Collections">What was found on each connection.</param>
public sealed record RunDetailView(RunView Run, IReadOnlyList<CollectionView> Collections)
{
    /// <summary>A run has one row for each connection and attempt; a person does not have more than this.</summary>
    private const int MaxCollections = 500;

    public static async Task<RunDetailView?> FindAsync(BlackboxDb db, CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.UserId == user.Id, cancellationToken) is not { } run)
            return null;
        // Removed connections too: a run's report does not change afterwards.
        var collections = await db.CollectionRuns.AsNoTracking().Where(c => db.RunTasks.Any(row => row.RunId == id && row.TaskId == c.TaskId))
            .Join(db.Connections.IgnoreQueryFilters(), c => c.ConnectionId, c => c.Id, (collection, connection) => new { collection, connection.Name, connection.Platform })
            .OrderBy(row => row.collection.StartedAt).ThenBy(row => row.collection.Id)
            .Take(MaxCollections).ToListAsync(cancellationToken);
        return new(RunView.Of(run), [.. collections.Select(row => CollectionView.Of(row.collection, row.Name, row.Platform))]);
    }
}

/// <param name="Found">What the source listed.</param>
/// <param name="Removed">Gone at the source since the last time.</param>
/// <param name="Skipped">Items that could not be understood.</param>
/// <param name="Requests">Requests that the platform counted.</param>
/// <param name="NotModified">Requests that were answered with "not modified" and cost nothing.</param>
public sealed record CollectionView(
    Guid Id, Guid ConnectionId, string Connection, string Platform, CollectionStatus Status, int Found, int Added, int Changed, int Unchanged,
    int Removed, int Skipped, int Requests, int NotModified, IReadOnlyList<CollectionProblemView> Problems, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    public static CollectionView Of(CollectionRun run, string connection, string platform) => new(
        run.Id, run.ConnectionId, connection, platform, run.Status, run.Found, run.Added, run.Changed, run.Unchanged, run.Tombstoned, run.Skipped, run.Requests, run.NotModified,
        JsonSerializer.Deserialize<List<CollectionProblemView>>(run.Problems, JsonSerializerOptions.Web) ?? [], run.StartedAt, run.FinishedAt);
}

/// <param name="Code">Stable, as <c>not_a_repository</c>.</param>
/// <param name="Message">In words that its owner can act on.</param>
public sealed record CollectionProblemView(string? Container, string? Code, string? Message);
