using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blackbox.Core.Events;

/// <summary>How events and their deliveries go. Never an address or a payload.</summary>
internal static class EventTelemetry
{
    private const string Name = "Blackbox.Events";
    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Dispatched = Meter.CreateCounter<long>("blackbox.events.dispatched", "{event}", "Events handed on to subscribers");

    public static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "blackbox.events.lag", "s", "From an event's writing until it is handed on",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300] });

    public static readonly Counter<long> MissedSignals = Meter.CreateCounter<long>(
        "blackbox.events.missed_signals", "{signal}", "Signals that did not reach Redis; pages then learn of the events a few seconds later");

    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("blackbox.webhooks.attempts", "{attempt}", "Calls of webhooks, by outcome");

    public static void RecordDelivery(string outcome) => Deliveries.Add(1, new TagList { { "outcome", outcome } });
}
