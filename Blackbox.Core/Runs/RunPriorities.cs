using Blackbox.Core.Collecting;

namespace Blackbox.Core.Runs;

public static class RunPriorities
{
    /// <returns>One of <see cref="TaskPriority"/>: for the order of jobs and for what they may use of a budget.</returns>
    public static int Of(RunTrigger trigger) => trigger switch
    {
        RunTrigger.Manual => TaskPriority.Critical,
        RunTrigger.Nightly or RunTrigger.FirstStart or RunTrigger.Followup => TaskPriority.High,
        RunTrigger.Hourly => TaskPriority.Medium,
        _ => TaskPriority.Low,
    };
}
