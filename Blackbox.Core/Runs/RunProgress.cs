using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Writes how far a run is, twice a second at most, however often it is told, and sees when somebody wants it to stop.</summary>
internal sealed class RunProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Guid _runId;
    private readonly NpgsqlDataSource _dataSource;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _writing;
    private State _state = new(RunStep.Waiting, 0, 0);

    public RunProgress(Guid runId, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken stopping)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _runId = runId;
        _dataSource = dataSource;
        _writing = WriteRegularlyAsync(time);
    }

    private sealed record State(RunStep Step, int Done, int Total);

    /// <summary>Cancelled when the run must end, whatever the reason.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Somebody asked for the run to stop.</summary>
    public bool IsCancelled { get; private set; }

    public void Report(RunStep step, int done, int total) => _state = new(step, done, total);

    private async Task WriteRegularlyAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    await WriteAsync(_state);
                }
                catch (NpgsqlException)
                {
                    // Progress is only shown; the run itself notices that its database is away.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: whoever ends the run writes its last state.
        }
    }

    private async Task WriteAsync(State state)
    {
        await using var command = _dataSource.CreateCommand("""
            WITH progress AS (
                UPDATE runs SET step = $2, done = $3, total = $4
                WHERE id = $1 AND status = 'running' AND (step, done, total) IS DISTINCT FROM ($2, $3, $4))
            SELECT cancel_requested_at IS NOT NULL FROM runs WHERE id = $1
            """);
        command.Parameters.Add(new() { Value = _runId });
        command.Parameters.Add(new() { Value = Data.EnumWords.ToWord(state.Step) });
        command.Parameters.Add(new() { Value = state.Done });
        command.Parameters.Add(new() { Value = state.Total });
        if (await command.ExecuteScalarAsync(_ended.Token) is true)
        {
            IsCancelled = true;
            await _stop.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _writing;
        _ended.Dispose();
        _stop.Dispose();
    }
}
