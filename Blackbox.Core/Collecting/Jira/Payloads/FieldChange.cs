using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Markup;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>One field's change: <c>{"field": "status", "fieldtype": "jira", "from": "3", "fromString": "In Progress", "to": "10001", "toString": "Done"}</c>.</summary>
/// <param name="Name">As people know the field.</param>
/// <param name="From">Null where it was empty.</param>
/// <param name="To">Null where it is empty.</param>
internal sealed record FieldChange(string Name, bool IsStatus, string? From, string? To)
{
    private const int MaxNameLength = 100;

    /// <summary>Values that are longer, or have several lines, are told by what they are now.</summary>
    private const int MaxShown = 120;
    private const int MaxLong = 500;

    // As the screens name them.
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["timeestimate"] = "Remaining estimate",
        ["timeoriginalestimate"] = "Original estimate",
        ["timespent"] = "Time spent",
        ["duedate"] = "Due date",
        ["issuetype"] = "Issue type",
        ["RemoteIssueLink"] = "Web link",
        ["WorklogId"] = "Worklog",
    };

    /// <summary><c>Status: In Progress → Done</c>, <c>Assignee: none → Ada</c>; of long texts what they are now.</summary>
    public string Line => IsLong(From) || IsLong(To)
        ? To is null ? $"{Name}: removed" : $"{Name}: changed to {JiraJson.OneLine(To, MaxLong)}"
        : $"{Name}: {From ?? "none"} → {To ?? "none"}";

    /// <returns>Null for what is no change of a field.</returns>
    public static FieldChange? Of(JsonElement item, JiraIssue issue)
    {
        if (item.Words("field", MaxNameLength) is not { } field)
            return null;
        var name = Names.GetValueOrDefault(field) ?? char.ToUpperInvariant(field[0]) + field[1..];
        var isTime = field is "timeestimate" or "timeoriginalestimate" or "timespent";
        return new(name, field == "status", Value(item, "from", isTime, issue), Value(item, "to", isTime, issue));
    }

    private static string? Value(JsonElement item, string side, bool isTime, JiraIssue issue)
    {
        var text = item.Text(side + "String") is { Length: > 0 } shown ? shown : item.Text(side);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (isTime && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return Spent.Text(seconds);
        return item.Text("field") is "description" or "environment" or "Comment" ? WikiText.ToText(text, issue.NameOf) is { Length: > 0 } plain ? plain : null : text.Trim();
    }

    private static bool IsLong(string? value) => value is not null && (value.Length > MaxShown || value.Contains('\n', StringComparison.Ordinal));
}
