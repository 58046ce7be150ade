using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Summaries;

/// <summary>A day's activities as a language model gets them: numbered, oldest first, between two lines that nobody outside can have foreseen.</summary>
/// <param name="Fence">Random for each call, so that no activity can close the block that it stands in.</param>
/// <param name="Numbered">Number n is at index n − 1; what was left out is not in it.</param>
/// <param name="LeftOut">Activities for which there was no room.</param>
internal sealed record PromptMaterial(string Text, string Fence, IReadOnlyList<DayActivity> Numbered, int LeftOut)
{
    private const int MaxTitle = 400;
    /// <summary>Cuts at an activity's border; the newest stay.</summary>
    /// <param name="factsOf">As <see cref="IExtractiveForm.Facts"/>.</param>
    public static PromptMaterial Of(PlatformDay day, Func<DayActivity, IEnumerable<string>> factsOf, int maxCharacters)
    {
        var newestFirst = day.Activities
            .OrderByDescending(a => a.OccurredAt).ThenByDescending(a => a.ExternalId, StringComparer.Ordinal).ThenByDescending(a => a.Id);
        var kept = new List<(DayActivity Activity, string Text)>();
        var size = 0;
        foreach (var activity in newestFirst)
        {
            // Room for the number and line breaks; the first one always fits because it is cut.
            var text = PlainText.Cut(Describe(activity, factsOf), maxCharacters - 100);
            if (size + text.Length + 12 > maxCharacters)
                break;
            size += text.Length + 12;
            kept.Add((activity, text));
        }
        kept.Reverse();
        var fence = $"=== {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))} ===";
        var leftOut = day.Count - kept.Count;
        var material = new StringBuilder();
        material.Append(CultureInfo.InvariantCulture, $"Date: {day.Date:yyyy-MM-dd}. Platform: {day.Platform}. ");
        material.Append(CultureInfo.InvariantCulture, $"{Phrases.Count(day.Count, "item")} altogether");
        material.Append(leftOut == 0 ? ".\n" : $", the oldest {Phrases.Number(leftOut)} are left out of this list for want of room.\n");
        material.Append(fence).Append('\n');
        for (var i = 0; i < kept.Count; i++)
            material.Append(CultureInfo.InvariantCulture, $"[{i + 1}] {kept[i].Text}\n");
        material.Append(fence).Append('\n');
        return new(material.ToString(), fence, [.. kept.Select(row => row.Activity)], leftOut);
    }

    private static string Describe(DayActivity activity, Func<DayActivity, IEnumerable<string>> factsOf)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{PlainText.Line(activity.Kind, 32)} in {PlainText.Line(activity.Container, 200)}: ");
        text.Append(PlainText.Line(activity.Title, MaxTitle));
        if (!activity.IsOwn)
            text.Append(CultureInfo.InvariantCulture, $"\n  by: {PlainText.Line(activity.Person, 100)}");
        foreach (var fact in factsOf(activity))
            text.Append("\n  ").Append(fact.ReplaceLineEndings(" "));
        var body = PlainText.Block(activity.Body, DayActivity.MaxBodyLength);
        if (body.Length > 0)
            text.Append("\n  ").Append(body.Replace("\n", "\n  ", StringComparison.Ordinal));
        return text.ToString();
    }
}
