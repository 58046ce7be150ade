using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Runs;

/// <summary>What a run's tasks have come to.</summary>
internal sealed class RunTasks
{
    private readonly List<Row> _tasks;

    private RunTasks(List<Row> tasks) => _tasks = tasks;

    private sealed record Row(
        CollectionTaskStatus Status, string Connection, DateTimeOffset? WaitsUntil, string? Message, int Found, int Added, int Changed, int Gone, bool IsRefused)
    {
        public bool IsOpen => Status is CollectionTaskStatus.Queued or CollectionTaskStatus.Running;
    }

    public static async Task<RunTasks> LoadAsync(BlackboxDb db, Guid runId, CancellationToken cancellationToken)
    {
        var rows = await (
            from link in db.RunTasks
            join task in db.CollectionTasks on link.TaskId equals task.Id
            join connection in db.Connections.IgnoreQueryFilters() on task.ConnectionId equals connection.Id
            where link.RunId == runId
            orderby connection.CreatedAt, task.Id
            select new
            {
                task.Id,
                task.Status,
                connection.Name,
                task.NotBefore,
                connection.PausedUntil,
                Message = task.Message ?? connection.StateMessage,
                IsRefused = connection.Status == ConnectionStatus.NeedsAuth,
            }).ToListAsync(cancellationToken);
        var attempts = (await db.CollectionRuns.AsNoTracking()
            .Where(attempt => db.RunTasks.Any(link => link.RunId == runId && link.TaskId == attempt.TaskId))
            .Select(attempt => new { attempt.TaskId, attempt.Found, attempt.Added, attempt.Changed, attempt.Tombstoned })
            .ToListAsync(cancellationToken)).ToLookup(attempt => attempt.TaskId);
        return new([.. rows.Select(row => new Row(
            row.Status, row.Name, Later(row.NotBefore, row.PausedUntil), row.Message, attempts[row.Id].Sum(a => a.Found), attempts[row.Id].Sum(a => a.Added),
            attempts[row.Id].Sum(a => a.Changed), attempts[row.Id].Sum(a => a.Tombstoned), row.IsRefused))]);
    }

    /// <summary>None is left that could end soon: those that are not over wait until after <paramref name="horizon"/>.</summary>
    public bool AreSettled(DateTimeOffset horizon) => _tasks.TrueForAll(task => !task.IsOpen || task.WaitsUntil > horizon);

    public int Found => _tasks.Sum(task => task.Found);

    public RunStatus Status =>
        _tasks.TrueForAll(task => task.Status == CollectionTaskStatus.Succeeded) ? RunStatus.Succeeded
        : _tasks.TrueForAll(task => task.Status == CollectionTaskStatus.Failed) ? RunStatus.Failed
        : RunStatus.Partial;

    public string Describe()
    {
        if (_tasks.Count == 0)
            return "There is no connection to collect from yet. Add one, then collect again.";
        var found = $"{Found} activities found: {_tasks.Sum(t => t.Added)} new, {_tasks.Sum(t => t.Changed)} changed, {_tasks.Sum(t => t.Gone)} gone.";
        if (_tasks.TrueForAll(task => task.Found == 0 && task.Status == CollectionTaskStatus.Succeeded))
            found += " If there should be some, choose other dates: the history may be older.";
        var waiting = _tasks.Where(task => task.IsOpen).Select(task => string.Create(
            CultureInfo.InvariantCulture,
            $" {task.Connection} waits until {task.WaitsUntil?.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({task.Message}); its part of these days follows by itself."));
        var refused = _tasks.Where(task => task.Status == CollectionTaskStatus.Failed && task.IsRefused)
            .Select(task => $" {task.Connection} needs you: {task.Message}");
        var failed = _tasks.Count(task => !task.IsRefused && task.Status is CollectionTaskStatus.Failed or CollectionTaskStatus.Partial);
        var incomplete = failed == 0 ? "" : $" {failed} of {_tasks.Count} connections could not be read completely; what they held before is as it was.";
        return Texts.Cut($"{found}{string.Concat(waiting)}{string.Concat(refused)}{incomplete}", Run.MaxMessageLength);
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a > b || b is null ? a : b;
}
