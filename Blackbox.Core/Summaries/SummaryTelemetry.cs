using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blackbox.Core.Summaries;

internal static class SummaryTelemetry
{
    private const string Name = "Blackbox.Summaries";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Source = new(Name);

    public static readonly Counter<long> Written = Meter.CreateCounter<long>(
        "blackbox.summaries.written", "{summary}", "Platform summaries written, by platform and model");

    public static readonly Counter<long> Embedded = Meter.CreateCounter<long>(
        "blackbox.summaries.embedded", "{summary}", "Summaries that were embedded anew, by model");

    public static readonly Histogram<double> DayDuration = Meter.CreateHistogram<double>(
        "blackbox.summaries.day.duration", "s", "Time to write one changed day");
}
