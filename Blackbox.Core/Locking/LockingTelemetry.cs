using System.Diagnostics.Metrics;

namespace Blackbox.Core.Locking;

internal static class LockingTelemetry
{
    public const string Name = "Blackbox.Locking";

    private static readonly Meter Meter = new(Name);

    /// <summary>Unit: tries; tags: backend (redis, postgres), result (acquired, held, full, failed).</summary>
    public static readonly Counter<long> Tries = Meter.CreateCounter<long>("blackbox.lock.tries", "{try}", "Tries to acquire a lock");

    /// <summary>Unit: locks; tag: backend.</summary>
    public static readonly Counter<long> Losses = Meter.CreateCounter<long>("blackbox.lock.losses", "{lock}", "Locks that were lost before they were given back");

    /// <summary>Unit: locks; tag: backend.</summary>
    public static readonly UpDownCounter<long> Held = Meter.CreateUpDownCounter<long>("blackbox.lock.held", "{lock}", "Locks that this process holds");

    /// <summary>Unit: seconds; tag: acquired (true, false).</summary>
    public static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("blackbox.lock.wait", "s", "Time that somebody waited for a lock");
}
