using Quartz;

namespace Blackbox.Worker.Jobs;

internal static class SchedulingSetup
{
    private static readonly TimeSpan MisfireGrace = TimeSpan.FromHours(1);

    /// <summary>Quartz, clustered on the same database: any worker takes any job, and a dead worker's jobs go to another.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SchedulingOptions>().BindConfiguration(SchedulingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = configuration.GetSection(SchedulingOptions.Section).Get<SchedulingOptions>() ?? new SchedulingOptions();

        services.AddQuartz(quartz =>
        {
            quartz.UseCluster(options);

            quartz.AddCronJob<HealthJob>("0 * * * * ?");
            // At once too, so that a started worker is seen before the minute is over.
            quartz.AddTrigger(trigger => trigger.ForJob(KeyOf<HealthJob>()).WithIdentity(NodeName.Value, "starts").StartNow());
            quartz.AddCronJob<NightlyJob>("0 0 0 * * ?");
            quartz.AddCronJob<HourlyJob>("0 0 1-23 * * ?");
            quartz.AddCronJob<DailyDirectoryJob>("0 0 15 * * ?");
            quartz.AddCronJob<SlackDirectoryJob>("0 10 15 * * ?");
            quartz.AddCronJob<RetentionJob>("0 30 2 * * ?");
            quartz.AddCronJob<SummaryRetryJob>("0 0/10 * * * ?");
            quartz.AddCronJob<ReembedJob>("30 5/15 * * * ?");
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>One store for all nodes: a job is carried out by whichever has room, and begun again when its node dies.</summary>
    internal static void UseCluster(this IQuartzBuilder quartz, SchedulingOptions options)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "blackbox";
            scheduler.InstanceId = NodeName.Value;
        });
        quartz.UseDefaultThreadPool(options.MaxConcurrency);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(postgres => postgres.UseRegisteredDataSource = true);
            store.UseSystemTextJsonSerializer();
            store.UseClustering(clustering =>
            {
                clustering.CheckinInterval = options.CheckinInterval;
                clustering.CheckinMisfireThreshold = options.CheckinGrace;
            });
            store.ConfigureStore(ado =>
            {
                ado.TablePrefix = "quartz.qrtz_";
                ado.MisfireThreshold = MisfireGrace;
            });
            store.ProvisionSchema();
        });
    }

    private static JobKey KeyOf<TJob>() where TJob : IJob => new(typeof(TJob).Name, "regular");

    /// <summary>Later than the grace, a firing is dropped and the next one stands; within it each missed one is made up for.</summary>
    private static void AddCronJob<TJob>(this IQuartzBuilder quartz, string cron) where TJob : IJob
    {
        var key = KeyOf<TJob>();
        quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(key.Name, key.Group)
            .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)));
    }
}
