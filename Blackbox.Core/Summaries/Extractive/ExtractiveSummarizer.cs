using System.Globalization;

namespace Blackbox.Core.Summaries.Extractive;

/// <summary>Writes summaries from the activities alone: no model, no clock, no network; equal activities give equal texts.</summary>
public static class ExtractiveSummarizer
{
    /// <summary>As it stands in <see cref="Summary.Model"/>.</summary>
    public const string Model = "extractive";

    /// <summary>Changes when the texts change, so that they are written anew.</summary>
    public const string Version = "extractive.v1";

    private static readonly IExtractiveForm[] Forms = [new GitForm(), new GitHubForm(), new GenericForm()];

    public static SummaryText Write(PlatformDay day)
    {
        if (day.Activities.Count == 0)
            return new($"Nothing recorded on {Markdown.Escape(day.Platform, 40)} for {LongDate(day.Date)}.", []);
        var form = Array.Find(Forms, form => form.Platform == day.Platform) ?? Array.Find(Forms, form => form.Platform is null)!;
        var text = form.Write(day);
        return day.LeftOut == 0
            ? text
            : text with { Content = $"{text.Content}\n\n{Phrases.Count(day.LeftOut, "earlier activity", "earlier activities")} of the day left out." };
    }

    internal static string LongDate(DateOnly date) => date.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);
}
