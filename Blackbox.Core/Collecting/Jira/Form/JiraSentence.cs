using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Jira.Form;

/// <summary>What one person did to one issue in a day, in a line: <c>Moved ENG-12 from To Do to Done: Read ahead · 1h 30m logged · 2 comments</c>.</summary>
internal static class JiraSentence
{
    private const int MaxTitle = 160;
    private const int MaxStatus = 60;
    private const int MaxFields = 5;

    public static bool IsKnown(JiraItem item) =>
        item.Kind is JiraKinds.IssueCreated or JiraKinds.StatusChanged or JiraKinds.IssueEdited or JiraKinds.Comment or JiraKinds.Worklog;

    /// <param name="items">At least one, in the order in which they happened, all of one issue and one person.</param>
    public static string Of(List<JiraItem> items)
    {
        var key = Markdown.Escape(items[0].Key, 80) is { Length: > 0 } name ? name : "an issue";
        var summary = Markdown.Escape(items[^1].Summary, MaxTitle);
        var moves = Moves(items);
        var isCreated = items.Exists(i => i.Kind == JiraKinds.IssueCreated);
        var fields = items.Where(i => i.Kind is JiraKinds.IssueEdited or JiraKinds.StatusChanged).SelectMany(i => i.Fields).Distinct(StringComparer.Ordinal).ToList();
        var comments = items.Count(i => i.Kind == JiraKinds.Comment);
        var seconds = items.Sum(i => i.Seconds);
        var others = items.Count(i => !IsKnown(i));

        var more = new List<string>();
        string what;
        if (moves is not null)
            what = isCreated ? $"Created {key} and moved it {moves}" : $"Moved {key} {moves}";
        else if (isCreated)
            what = $"Created {key}";
        else if (seconds > 0)
            (what, seconds) = ($"Logged {Spent.Text(seconds)} on {key}", 0);
        else if (comments > 0)
            (what, comments) = ($"{(comments == 1 ? "Commented" : $"Wrote {Phrases.Number(comments)} comments")} on {key}", 0);
        else if (others == items.Count)
            (what, others) = ($"{Phrases.Count(others, "other activity", "other activities")} on {key}", 0);
        else
            (what, fields) = (fields.Count == 0 ? $"Edited {key}" : $"Changed {Named(fields)} of {key}", []);

        if (seconds > 0)
            more.Add($"{Spent.Text(seconds)} logged");
        if (comments > 0)
            more.Add(Phrases.Count(comments, "comment"));
        if (fields.Count > 0)
            more.Add($"changed {Named(fields)}");
        if (others > 0)
            more.Add(Phrases.Count(others, "other activity", "other activities"));
        var by = items[0].Other is { } other ? $" · by {Markdown.Escape(other, 60)}" : "";
        return $"{what}{(summary.Length > 0 ? $": {summary}" : "")}{string.Concat(more.Select(part => $" · {part}"))}{by}";
    }

    // From where the day found it to where it left it; where it came back, by what was between.
    private static string? Moves(List<JiraItem> items)
    {
        var moves = items.Where(i => i.Kind == JiraKinds.StatusChanged).ToList();
        if (moves.Count == 0)
            return null;
        var (from, to) = (Status(moves[0].From), Status(moves[^1].To));
        var between = moves.SkipLast(1).Select(move => Status(move.To)).Where(status => status != from && status != to).Distinct(StringComparer.Ordinal).ToList();
        return $"from {from} to {to}{(between.Count == 0 ? "" : $" by way of {Phrases.List(between, 3)}")}";
    }

    private static string Status(string? name) => Markdown.Escape(name ?? "", MaxStatus) is { Length: > 0 } shown ? shown : "nowhere";

    private static string Named(List<string> fields) =>
        Phrases.List([.. fields.Select(field => Markdown.Escape(field.ToLowerInvariant(), MaxStatus))], MaxFields);
}
