using System.Diagnostics.Metrics;

namespace Blackbox.Core.Collecting.Rest;

internal static class RestTelemetry
{
    private static readonly Meter Meter = new("Blackbox.Collecting");

    /// <summary>Unit: requests; tags: platform, resource, status.</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("blackbox.platform.requests", "{request}", "Requests that a platform answered");
}
