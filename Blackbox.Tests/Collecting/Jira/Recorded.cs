using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Jira.Payloads;

namespace Blackbox.Tests.Collecting.Jira;

/// <summary>Answers that Jira Cloud really gave, as Apache DevLake keeps them for its tests.</summary>
internal static class Recorded
{
    public const string Site = "https://merico.example";

    public static IReadOnlyList<JsonElement> Items(string file)
    {
        using var stream = typeof(Recorded).Assembly.GetManifestResourceStream($"Jira/{file}.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    public static JsonElement Details(CollectedActivity activity) => Json(activity.Details);

    public static JiraIssue Issue(JsonElement json)
    {
        Assert.Null(JiraIssue.Read(json, Site, out var issue));
        return issue;
    }

    /// <summary>An issue that entries of changelogs and worklogs can be of.</summary>
    public static JiraIssue AnyIssue { get; } = Issue(Json("""
        {"id": "10001", "key": "ENG-12", "fields": {"summary": "Read ahead", "created": "2020-01-02T03:04:05.678+0800", "updated": "2021-03-28T16:06:08.713+0800",
         "project": {"key": "ENG"}, "reporter": {"accountId": "5f8d380729bd8a006f5a90a0", "displayName": "jinxiu"}}}
        """));

    public static (string? Problem, CollectedActivity? Activity) History(JsonElement json, JiraIssue? issue = null) =>
        (JiraHistory.Read(json, issue ?? AnyIssue, out var activity), activity);

    public static (string? Problem, CollectedActivity? Activity) Comment(JsonElement json, JiraIssue? issue = null) =>
        (JiraComment.Read(json, issue ?? AnyIssue, out var activity), activity);

    public static (string? Problem, CollectedActivity? Activity) Worklog(JsonElement json, JiraIssue? issue = null) =>
        (JiraWorklog.Read(json, issue ?? AnyIssue, out var activity), activity);
}
