using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Markup;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>An issue as a search gives it whole, and what its parts need to know of it.</summary>
internal sealed class JiraIssue
{
    private const int MaxKeyLength = 280;
    private const int MaxNames = 5_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public required long Id { get; init; }
    public required string Key { get; init; }

    /// <summary>Key of the project that it is in now.</summary>
    public required string Project { get; init; }

    /// <summary><c>ENG-12 Summary of the issue</c>.</summary>
    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Address of its page.</summary>
    public required string Url { get; init; }

    /// <summary>Only some may see it: it has a security level.</summary>
    public required bool IsRestricted { get; init; }

    public string Thread => ThreadOf(Id);

    /// <summary>Tells whether anything about it changed: the same as long as nothing did.</summary>
    public string Version => VersionOf(UpdatedAt, Key);

    public static string ThreadOf(long id) => string.Create(CultureInfo.InvariantCulture, $"issue:{id}");

    public static string VersionOf(DateTimeOffset updatedAt, string key) =>
        string.Create(CultureInfo.InvariantCulture, $"{updatedAt.ToUnixTimeMilliseconds()} {key}");

    /// <summary>The display name of somebody who has to do with the issue, by account id, key or name.</summary>
    public string? NameOf(string key) => _names.GetValueOrDefault(key);

    public string Text(JsonElement markup) => JiraMarkup.ToText(markup, NameOf);

    /// <param name="site">Where its pages are, without a slash at the end.</param>
    /// <returns>What is wrong; null when <paramref name="issue"/> is there.</returns>
    public static string? Read(JsonElement json, string site, out JiraIssue issue)
    {
        issue = null!;
        if (json.DigitsId("id") is not { } id)
            return "An issue has no id.";
        if (KeyOf(json) is not { } key || ProjectOf(json) is not { } project)
            return $"Issue {id} has no key.";
        var fields = json.Member("fields");
        if (fields.Instant("created") is not { } createdAt || fields.Instant("updated") is not { } updatedAt)
            return $"Issue {key} has no dates of creation and change between 1970 and 2100.";
        var summary = JiraJson.Collapsed(fields.Text("summary") ?? "");
        issue = new()
        {
            Id = id,
            Key = key,
            Project = project,
            Title = JiraJson.OneLine(summary.Length == 0 ? key : $"{key} {summary}", Activity.MaxTitleLength),
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
            Url = $"{site}/browse/{Uri.EscapeDataString(key)}",
            IsRestricted = fields.Has("security"),
        };
        issue.LearnNames(json, fields);
        return null;
    }

    /// <summary>As <c>ENG-12</c>.</summary>
    public static string? KeyOf(JsonElement json) => json.Words("key", MaxKeyLength) is { } key && key.LastIndexOf('-') > 0 ? key : null;

    /// <summary>The project's key; where the field is missing, what stands before the number.</summary>
    public static string? ProjectOf(JsonElement json) =>
        json.Member("fields").Member("project").Words("key", MaxKeyLength) ?? (KeyOf(json) is { } key ? key[..key.LastIndexOf('-')] : null);

    /// <returns>Null where an app or nobody that is known created it.</returns>
    public CollectedActivity? Created(JsonElement json)
    {
        var fields = json.Member("fields");
        var author = JiraUser.Of(fields.Member("creator")) ?? JiraUser.Of(fields.Member("reporter"));
        return author is not { IsApp: false } person ? null : new()
        {
            Person = person.Person,
            ExternalId = $"{Thread}:created",
            Kind = JiraKinds.IssueCreated,
            OccurredAt = CreatedAt,
            Title = Title,
            Body = Text(fields.Member("description")),
            Container = Project,
            Url = Url,
            Thread = Thread,
            IsPrivate = IsRestricted,
            Details = IssueDetails.Write(this, fields),
        };
    }

    // Whoever has to do with it may be mentioned in its texts by a key that says nothing.
    private void LearnNames(JsonElement json, JsonElement fields)
    {
        foreach (var member in (string[])["creator", "reporter", "assignee"])
            Learn(fields.Member(member));
        foreach (var comment in fields.Member("comment").Member("comments").Items())
            Learn(comment.Member("author"));
        foreach (var worklog in fields.Member("worklog").Member("worklogs").Items())
            Learn(worklog.Member("author"));
        foreach (var history in json.Member("changelog").Member("histories").Items())
        {
            Learn(history.Member("author"));
            foreach (var item in history.Member("items").Items().Where(item => item.Text("field") is "assignee" or "reporter"))
            {
                Learn(item.Text("from"), item.Words("fromString"));
                Learn(item.Text("to"), item.Words("toString"));
            }
        }
    }

    private void Learn(JsonElement user)
    {
        foreach (var key in JiraUser.KeysOf(user))
            Learn(key, user.Words("displayName", Identity.MaxDisplayNameLength));
    }

    private void Learn(string? key, string? name)
    {
        if (!string.IsNullOrEmpty(key) && name is not null && _names.Count < MaxNames)
            _names.TryAdd(key, name);
    }
}
