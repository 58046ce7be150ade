using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Jira.Form;

/// <summary>An activity of platform jira as the log needs it.</summary>
internal sealed record JiraItem
{
    // What a form says of time anyway, and what no person would tell.
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "Time spent", "Remaining estimate", "Worklog", "WorklogTimeSpent", "Rank", "Web link", "Comment", "Key", "Project", "Workflow", "RemoteWorkItemLink",
    };

    public required DayActivity Activity { get; init; }

    /// <summary>Who did it, when that is not the record's owner.</summary>
    public required string? Other { get; init; }

    /// <summary>As <c>ENG-12</c>; empty where it is not known.</summary>
    public required string Key { get; init; }

    /// <summary>Of a status change.</summary>
    public required string? From { get; init; }

    /// <inheritdoc cref="From"/>
    public required string? To { get; init; }

    /// <summary>Fields that were changed besides the status and what the platform changes by itself.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Of a worklog.</summary>
    public required long Seconds { get; init; }

    public Guid Id => Activity.Id;
    public string Kind => Activity.Kind;

    /// <summary>Of the title what stands behind the key.</summary>
    public string Summary => Key.Length > 0 && Activity.Title.StartsWith(Key + " ", StringComparison.Ordinal) ? Activity.Title[(Key.Length + 1)..] : Activity.Title == Key ? "" : Activity.Title;

    /// <summary>
    /// Reads <c>{"key": "ENG-12", "from": "To Do", "to": "Done", "seconds": 3600, "items": [{"field": "Status", "from": "To Do", "to": "Done"}]}</c>; what is
    /// missing or of another type is taken as absent.
    /// </summary>
    public static JiraItem Of(DayActivity activity)
    {
        using var document = DetailsJson.Parse(activity.Details);
        var details = document.RootElement;
        return new()
        {
            Activity = activity,
            Other = activity.IsOwn ? null : activity.Person,
            Key = DetailsJson.Text(details, "key") ?? KeyIn(activity.Title),
            From = DetailsJson.Text(details, "from"),
            To = DetailsJson.Text(details, "to"),
            Fields = [.. DetailsJson.Items(details, "items").Select(item => DetailsJson.Text(item, "field")).OfType<string>()
                .Where(field => !field.Equals("Status", StringComparison.OrdinalIgnoreCase) && !Silent.Contains(field)).Distinct(StringComparer.Ordinal)],
            Seconds = DetailsJson.Number(details, "seconds") ?? 0,
        };
    }

    private static string KeyIn(string title)
    {
        var end = title.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? title : title[..end];
        return word.LastIndexOf('-') is > 0 and var dash && dash < word.Length - 1 && word[(dash + 1)..].All(char.IsAsciiDigit) ? word : "";
    }
}
