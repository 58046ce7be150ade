using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Writes how far a run is, twice a second at most, however often it is told.</summary>
internal sealed class RunProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Guid _runId;
    private readonly NpgsqlDataSource _dataSource;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private State _state = new(RunStep.Waiting, 0, 0);

    public RunProgress(Guid runId, NpgsqlDataSource dataSource, TimeProvider time)
    {
        _runId = runId;
        _dataSource = dataSource;
        _writing = WriteRegularlyAsync(time);
    }

    private sealed record State(RunStep Step, int Done, int Total);

    public void Report(RunStep step, int done, int total) => _state = new(step, done, total);

    private async Task WriteRegularlyAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        State? written = null;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var state = _state;
                if (ReferenceEquals(state, written))
                    continue;
                await WriteAsync(state);
                written = state;
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: whoever ends the run writes its last state.
        }
        catch (NpgsqlException)
        {
            // Progress is only shown; the run itself notices that its database is away.
        }
    }

    private async Task WriteAsync(State state)
    {
        await using var command = _dataSource.CreateCommand("""
            UPDATE runs SET step = $2, done = $3, total = $4 WHERE id = $1 AND status = 'running'
            """);
        command.Parameters.Add(new() { Value = _runId });
        command.Parameters.Add(new() { Value = Data.EnumWords.ToWord(state.Step) });
        command.Parameters.Add(new() { Value = state.Done });
        command.Parameters.Add(new() { Value = state.Total });
        await command.ExecuteNonQueryAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
    }
}
