namespace Blackbox.Core.Events;

/// <summary>Lets one waiting loop of this process go on early. Setting it more often than it is waited for counts once.</summary>
public sealed class EventWake(TimeProvider time)
{
    private TaskCompletionSource _source = New();

    public void Set() => Volatile.Read(ref _source).TrySetResult();

    /// <summary>Waits until it is set, one of the tasks ends or the time is over. Only one caller may wait.</summary>
    public async Task WaitAsync(IReadOnlyCollection<Task> orAny, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([_source.Task, Task.Delay(timeout, time, limit.Token), .. orAny]);
        await limit.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (_source.Task.IsCompleted)
            Volatile.Write(ref _source, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
