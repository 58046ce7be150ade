using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Carries out one task. When its node dies, another goes on after the last slice that was committed.</summary>
internal sealed class CollectJob(CollectionRunner runner, IHostApplicationLifetime lifetime, ILogger<CollectJob> logger) : IJob
{
    public static JobKey KeyOf(Guid taskId) => OneOffJobs.Key(taskId, "tasks");

    public static IJobDetail For(Guid taskId) => OneOffJobs.Job<CollectJob>(taskId, KeyOf(taskId));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await runner.ExecuteAsync(OneOffJobs.IdOf(context), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The task is open still; the next dispatcher that sees it gives it another job.
        }
        catch (Exception exception) when (exception is NpgsqlException or LockUnavailableException || exception.IsDatabaseAway())
        {
            logger.LogWarning("Task {TaskId} is put off, the database does not answer: {Reason}", OneOffJobs.IdOf(context), exception.Message);
        }
    }
}
