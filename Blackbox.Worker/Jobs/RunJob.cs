using System.Globalization;
using Blackbox.Core.Runs;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Carries out one run. When its node dies, another begins it again.</summary>
[DisallowConcurrentExecution]
internal sealed class RunJob(RunPipeline pipeline, IHostApplicationLifetime lifetime) : IJob
{
    private const string RunIdKey = "run";

    public static JobKey KeyOf(Guid runId) => new(runId.ToString("N", CultureInfo.InvariantCulture), "runs");

    public static IJobDetail For(Run run) => JobBuilder.Create<RunJob>()
        .WithIdentity(KeyOf(run.Id))
        .UsingJobData(RunIdKey, run.Id.ToString())
        .RequestRecovery()
        .Build();

    public static ITrigger TriggerFor(Run run) => TriggerBuilder.Create()
        .WithIdentity(run.Id.ToString("N", CultureInfo.InvariantCulture), "runs")
        .WithPriority(PriorityOf(run.Trigger))
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .StartNow()
        .Build();

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await pipeline.ExecuteAsync(Guid.Parse(context.MergedJobDataMap.GetString(RunIdKey)!, CultureInfo.InvariantCulture), stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run waits again; the next dispatcher that sees it starts it anew.
        }
    }

    // Quartz fires the higher one first when several are due; 5 is its own default.
    private static int PriorityOf(RunTrigger trigger) => trigger switch
    {
        RunTrigger.Manual => 10,
        RunTrigger.Nightly => 7,
        _ => 5,
    };
}
