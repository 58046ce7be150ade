using System.Globalization;
using Blackbox.Api.Runs;
using Blackbox.Core.Runs;

namespace Blackbox.Api.Pages;

/// <summary>Dates, numbers and states as people read them.</summary>
internal static class Words
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Long(DateOnly date) => date.ToString("dddd, d MMMM yyyy", English);

    public static string Short(DateOnly date) => date.ToString("d MMM yyyy", English);

    public static string Month(int month) => English.DateTimeFormat.GetAbbreviatedMonthName(month);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    public static string Time(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString("d MMM yyyy, HH:mm", English);

    public static string Span(DateOnly from, DateOnly to) => from == to ? Short(from) : $"{Short(from)} – {Short(to)}";

    public static string Day(DateOnly date, DateOnly today) =>
        date == today ? "Today" : date == today.AddDays(-1) ? "Yesterday" : date.ToString("dddd", English);

    public static string Progress(RunView run) => run switch
    {
        { Status: RunStatus.Queued } => "Waiting for a worker",
        { Step: RunStep.Collecting, Done: > 0 } => $"Reading: {Count(run.Done, "activity", "activities")} so far",
        { Step: RunStep.Collecting } => "Reading your connections",
        { Step: RunStep.Summarizing, Total: > 0 } => $"Writing summaries: day {Number(run.Done)} of {Number(run.Total)}",
        { Step: RunStep.Summarizing } => "Writing summaries",
        { Status: RunStatus.Succeeded } => "Done",
        { Status: RunStatus.Partial } => "Done, though not everything could be read",
        { Status: RunStatus.Failed } => "It did not work",
        { Status: RunStatus.Cancelled } => "It was cancelled",
        _ => "Starting",
    };
}
