using System.Diagnostics.Metrics;

namespace Blackbox.Core.Collecting.Budgets;

internal static class BudgetTelemetry
{
    private static readonly Meter Meter = new("Blackbox.Collecting");

    /// <summary>Unit: requests; tags: platform, resource, outcome (taken, refused).</summary>
    public static readonly Counter<long> Takes =
        Meter.CreateCounter<long>("blackbox.budget.takes", "{request}", "Requests that asked for their place in a platform's budget");

    /// <summary>Unit: seconds; tags: platform, for (budget, turn).</summary>
    public static readonly Histogram<double> Waits =
        Meter.CreateHistogram<double>("blackbox.budget.wait", "s", "Time that a request waited for its budget and for its turn");

    /// <summary>Unit: pauses; tags: platform, reason (asked, penalty).</summary>
    public static readonly Counter<long> Pauses = Meter.CreateCounter<long>("blackbox.budget.pauses", "{pause}", "Pauses that platforms asked for");

    /// <summary>Unit: failures.</summary>
    public static readonly Counter<long> RedisFailures =
        Meter.CreateCounter<long>("blackbox.budget.redis_failures", "{failure}", "Times that a node began to count for itself");
}
