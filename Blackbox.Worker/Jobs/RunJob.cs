using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Brings one run a step further. When its node dies, another begins the step again.</summary>
internal sealed class RunJob(RunPipeline pipeline, IHostApplicationLifetime lifetime, ILogger<RunJob> logger) : IJob
{
    public static JobKey KeyOf(Guid runId) => OneOffJobs.Key(runId, "runs");

    public static IJobDetail For(Guid runId) => OneOffJobs.Job<RunJob>(runId, KeyOf(runId));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await pipeline.ExecuteAsync(OneOffJobs.IdOf(context), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run is open still; the next dispatcher that sees it gives it another job.
        }
        catch (Exception exception) when (exception is NpgsqlException || exception.IsDatabaseAway())
        {
            logger.LogWarning("Run {RunId} is put off, the database does not answer: {Reason}", OneOffJobs.IdOf(context), exception.Message);
        }
    }
}
