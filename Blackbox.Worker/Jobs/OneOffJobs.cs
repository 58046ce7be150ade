using System.Globalization;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Jobs that are carried out once, under the id of what they carry out: a second one for the same is never stored.</summary>
internal static class OneOffJobs
{
    private const string IdKey = "id";

    public static JobKey Key(Guid id, string group) => new(id.ToString("N", CultureInfo.InvariantCulture), group);

    /// <summary>Recovered by another node when its own dies.</summary>
    public static IJobDetail Job<TJob>(Guid id, JobKey key) where TJob : IJob =>
        JobBuilder.Create<TJob>().WithIdentity(key).UsingJobData(IdKey, id.ToString()).RequestRecovery().Build();

    public static ITrigger Trigger(JobKey key, int priority) => TriggerBuilder.Create()
        .WithIdentity(key.Name, key.Group)
        .ForJob(key)
        .WithPriority(priority)
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .StartNow()
        .Build();

    public static Guid IdOf(IJobExecutionContext context) => Guid.Parse(context.MergedJobDataMap.GetString(IdKey)!, CultureInfo.InvariantCulture);
}
