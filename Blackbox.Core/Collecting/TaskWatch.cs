using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>
/// Beside an attempt: writes how far it is, twice a second at most, and stops it when it was cancelled, when another worker has taken
/// over, or when the lock on the connection is lost.
/// </summary>
internal sealed class TaskWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Intervals between two looks at the task.</summary>
    private const int LookEvery = 4;

    private const string ProgressSql = """
        WITH attempt AS (UPDATE collection_runs SET found = $2 WHERE id = $1 AND status = 'running')
        UPDATE runs SET done = $2 + (
            SELECT coalesce(sum(found), 0)::int FROM collection_runs JOIN run_tasks ON run_tasks.task_id = collection_runs.task_id
            WHERE run_tasks.run_id = runs.id AND collection_runs.id <> $1)
        WHERE id = ANY ($3) AND status = 'running' AND step = 'collecting'
        """;

    private const string LookSql = "SELECT attempt = $2 AND status = 'running' FROM collection_tasks WHERE id = $1";

    private readonly BegunTask _task;
    private readonly NpgsqlDataSource _dataSource;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;
    private volatile int _found;

    public TaskWatch(BegunTask task, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken lockLost, CancellationToken stopping)
    {
        _task = task;
        _dataSource = dataSource;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(lockLost, stopping);
        _watching = WatchAsync(time);
    }

    /// <summary>Cancelled when the attempt must end, whatever the reason.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Report(int found) => _found = found;

    private async Task WatchAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (ticks, written) = (0, 0);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    if (_found != written)
                        await WriteAsync(written = _found);
                    if (++ticks % LookEvery == 0)
                        await LookAsync();
                }
                catch (NpgsqlException)
                {
                    // The attempt itself notices that its database is away.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task WriteAsync(int found)
    {
        await using var command = _dataSource.CreateCommand(ProgressSql);
        command.Parameters.Add(new() { Value = _task.AttemptId });
        command.Parameters.Add(new() { Value = found });
        command.Parameters.Add(new() { Value = _task.WaitingRuns.ToArray() });
        await command.ExecuteNonQueryAsync(_ended.Token);
    }

    private async Task LookAsync()
    {
        await using var command = _dataSource.CreateCommand(LookSql);
        command.Parameters.Add(new() { Value = _task.Id });
        command.Parameters.Add(new() { Value = _task.Attempt });
        if (await command.ExecuteScalarAsync(_ended.Token) is false)
            await _stop.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
        _stop.Dispose();
    }
}
