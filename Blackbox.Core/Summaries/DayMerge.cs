using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Summaries.Extractive;
using Blackbox.Core.Users;

namespace Blackbox.Core.Summaries;

/// <summary>Makes a day from its platforms' summaries and the user's note.</summary>
internal static class DayMerge
{
    public const string Version = "daily.v1";

    private const int MaxModelLength = 200;

    /// <returns>Null when there is nothing that a daily summary could be made from.</returns>
    public static byte[]? InputHash(IReadOnlyList<StoredSummary> platforms, IReadOnlyList<DayGap> gaps, string? note, PlatformOrder order)
    {
        if (platforms.Count == 0 && note is null)
            return null;
        using var hash = new InputHash();
        hash.Add(Version);
        foreach (var platform in platforms.OrderBy(p => p.Platform, order))
            hash.Add(platform.Platform).Add(platform.InputHash).Add(platform.Content).Add(platform.Model);
        foreach (var gap in gaps)
            hash.Add(gap.ToString());
        return hash.Add(note is null ? "" : $"note {note}").Finish();
    }

    /// <summary>
    /// Platforms in the user's order, those without activities named in one line, what could not be read, and the note as the user wrote it: last, so
    /// that markup which it leaves open swallows nothing.
    /// </summary>
    public static string Content(
        DateOnly date, IReadOnlyList<StoredSummary> platforms, IReadOnlyList<DayGap> gaps, string? note, PlatformTitles titles, PlatformOrder order)
    {
        var ordered = platforms.OrderBy(p => p.Platform, order).ToList();
        var quiet = ordered.Where(p => p.ActivityCount == 0 && gaps.All(gap => gap.Platform != p.Platform)).Select(p => Markdown.Escape(p.Platform, 40)).ToList();
        var text = new StringBuilder();
        foreach (var platform in ordered.Where(p => p.ActivityCount > 0))
            text.Append("## ").Append(Markdown.Escape(titles.Of(platform.Platform), 40)).Append("\n\n").Append(platform.Content).Append("\n\n");
        if (quiet.Count > 0)
            text.Append("Nothing recorded on ").Append(Phrases.List(quiet)).Append(" for ").Append(ExtractiveSummarizer.LongDate(date)).Append(".\n\n");
        foreach (var gap in gaps)
            text.Append("**").Append(Markdown.Escape(titles.Of(gap.Platform), 40)).Append("** ").Append(Missing(gap)).Append("\n\n");
        if (note is not null)
            text.Append("## Note\n\n").Append(note);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Who wrote the parts.</summary>
    public static string Model(IReadOnlyList<StoredSummary> platforms)
    {
        var models = platforms.Where(p => p.ActivityCount > 0).Select(p => p.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return models.Count == 0 ? ExtractiveSummarizer.Model : PlainText.Cut(string.Join(" + ", models), MaxModelLength);
    }

    private static string Missing(DayGap gap) => gap.NeedsSecret
        ? "could not be read: its connection needs a new secret. What happened there is missing here until it has one."
        : "could not be read completely yet. What is missing follows by itself when it answers again.";
}
