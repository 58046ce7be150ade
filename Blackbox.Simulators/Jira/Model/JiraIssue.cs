using System.Globalization;
using System.Text.Json;

namespace Blackbox.Simulators.Jira.Model;

internal sealed class JiraIssue
{
    public required long Id { get; init; }

    public required JiraProject Project { get; set; }

    public required string Key { get; set; }

    public required string Summary { get; set; }

    /// <summary>As <see cref="RichText"/>; null where there is none.</summary>
    public string? Description { get; set; }

    public required string Type { get; init; }

    public JiraStatus Status { get; set; } = JiraStatus.ToDo;

    public string Priority { get; set; } = "Medium";

    public List<string> Labels { get; set; } = [];

    public int? StoryPoints { get; set; }

    public required JiraUser Creator { get; init; }

    public required JiraUser? Reporter { get; init; }

    public JiraUser? Assignee { get; set; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Moves with everything that happens to the issue.</summary>
    public DateTimeOffset Updated { get; set; }

    public DateTimeOffset? Resolved { get; set; }

    /// <summary>Oldest first, as the lists below.</summary>
    public List<JiraHistory> Histories { get; } = [];

    public List<JiraComment> Comments { get; } = [];

    public List<JiraWorklog> Worklogs { get; } = [];

    /// <summary>What Jira really answered for it; it is given as it was, and does not change.</summary>
    public JsonElement? Recorded { get; init; }

    /// <summary>The digits of the key, which keys are sorted by.</summary>
    public int Number => int.Parse(Key[(Key.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>One change of fields by somebody at once.</summary>
internal sealed record JiraHistory(long Id, JiraUser? Author, DateTimeOffset Created, IReadOnlyList<JiraItem> Items)
{
    public JsonElement? Recorded { get; init; }

    public bool IsStatusChange => Items.Any(item => item.Field == "status");
}

/// <param name="From">The old value's id; null where it has none.</param>
/// <param name="FromText">The old value as people see it.</param>
internal sealed record JiraItem(string Field, string? From, string? FromText, string? To, string? ToText)
{
    /// <summary>Null for what is no field, as a link to an issue.</summary>
    public string? FieldId => Field == "Link" ? null : Field == "Story Points" ? "customfield_10016" : Field;

    public string FieldType => Field == "Story Points" ? "custom" : "jira";
}

internal sealed class JiraComment
{
    public required long Id { get; init; }

    public required JiraUser? Author { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; set; }

    public required string Text { get; set; }

    public JsonElement? Recorded { get; init; }
}

internal sealed class JiraWorklog
{
    public required long Id { get; init; }

    public required JiraUser? Author { get; init; }

    /// <summary>When the work was done.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it was entered, perhaps days later.</summary>
    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; set; }

    public required int Seconds { get; set; }

    public string? Text { get; set; }

    public JsonElement? Recorded { get; init; }
}
