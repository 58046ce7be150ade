using Blackbox.Core.Data;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Carries out one thing of the database once. What does not end here is open still, and the next dispatcher that sees it gives it another job.</summary>
internal abstract class OneOffJob(IHostApplicationLifetime lifetime, ILogger logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await ExecuteAsync(OneOffJobs.IdOf(context), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (Exception exception) when (exception is NpgsqlException || exception.IsDatabaseAway())
        {
            logger.LogWarning("{Job} is put off, the database does not answer: {Reason}", context.JobDetail.Key, exception.Message);
        }
    }

    protected abstract Task ExecuteAsync(Guid id, CancellationToken stopping);
}
