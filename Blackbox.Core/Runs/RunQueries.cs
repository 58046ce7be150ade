namespace Blackbox.Core.Runs;

public static class RunQueries
{
    /// <summary>Those that are not over: the opposite of <see cref="Run.IsFinished"/>, for the database.</summary>
    public static IQueryable<Run> Open(this IQueryable<Run> runs) =>
        runs.Where(run => run.Status == RunStatus.Queued || run.Status == RunStatus.Running);
}
