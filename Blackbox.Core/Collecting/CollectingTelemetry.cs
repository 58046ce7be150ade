using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blackbox.Core.Collecting;

internal static class CollectingTelemetry
{
    public const string Name = "Blackbox.Collecting";

    public static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    /// <summary>Unit: activities; tags: platform, change (added, changed, unchanged, tombstoned).</summary>
    public static readonly Counter<long> Activities = Meter.CreateCounter<long>("blackbox.activities", "{activity}", "Activities that runs came across");

    /// <summary>Unit: requests; tags: platform, counted (against a budget).</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("blackbox.requests", "{request}", "Requests to platforms");

    /// <summary>Unit: collections; tags: platform, status.</summary>
    public static readonly Counter<long> Collections = Meter.CreateCounter<long>("blackbox.collections", "{collection}", "Attempts to collect a connection");
}
