using System.Diagnostics;

namespace Blackbox.Core.Collecting.Git;

internal static class GitTelemetry
{
    public static readonly ActivitySource Source = new("Blackbox.Collecting");
}
