using System.Diagnostics.Metrics;

namespace Blackbox.Core.Collecting.GitHub.Client;

internal static class GitHubTelemetry
{
    private static readonly Meter Meter = new("Blackbox.Collecting");

    /// <summary>Unit: requests; tags: resource, status.</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("blackbox.github.requests", "{request}", "Requests that GitHub answered");
}
