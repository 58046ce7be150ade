using System.Text.Json;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Http;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.Jira.Payloads;

namespace Blackbox.Simulators.Jira.Endpoints;

/// <summary>What all endpoints answer from.</summary>
/// <param name="Zone">Of the one who asks.</param>
internal sealed record JiraApi(JiraSite Site, JiraPayload Payload, TimeZoneInfo Zone, Func<string, JiraToken> TokenOf)
{
    public bool CanSee(Call call, JiraIssue issue) => TokenOf(call.Token).CanSee(issue.Project.Key);

    public bool CanSee(Call call, JiraProject project) => TokenOf(call.Token).CanSee(project.Key);

    public JiraIssue? Find(Call call, string idOrKey) => Site.FindIssue(idOrKey) is { } issue && CanSee(call, issue) ? issue : null;

    public JqlQuery Parse(Call call) => JqlQuery.Parse(
        call.Parameter("jql") ?? "", key => Site.Projects.Exists(project => project.Key.Equals(key, StringComparison.OrdinalIgnoreCase) && CanSee(call, project)),
        idOrKey => Find(call, idOrKey), Zone);

    /// <summary>What the query finds and the token may see, in the query's order, with the place of each in it.</summary>
    public IEnumerable<JiraIssue> Search(Call call, JqlQuery query) =>
        Site.Sorted($"{query.OrderBy} {query.IsDescending}", issues => Sort(issues, query)).Where(issue => query.Matches(issue) && CanSee(call, issue));

    /// <exception cref="UnknownRequestException">Something else is to be expanded.</exception>
    public static bool ExpandsChangelog(Call call)
    {
        var expanded = call.Parameter("expand")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return Array.Find(expanded, name => name != "changelog") is { } unknown ? throw new UnknownRequestException($"expand {unknown}") : expanded.Length > 0;
    }

    /// <summary>A page <c>{startAt, maxResults, total, …}</c> of a list.</summary>
    public static Answer Page<T>(
        Call call, string name, IReadOnlyList<T> all, int otherwise, int most, Action<Utf8JsonWriter, T> write, bool saysLast = false)
    {
        var startAt = call.Number("startAt", 0);
        var maxResults = call.Number("maxResults", otherwise, most);
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            if (saysLast)
                writer.Text("self", $"{call.Address}{call.Path}");
            JiraPayload.Page(writer, startAt, maxResults, all.Count);
            if (saysLast)
                writer.Flag("isLast", (long)startAt + maxResults >= all.Count);
            writer.List(name, all.Skip(startAt).Take(maxResults), item => write(writer, item));
            writer.WriteEndObject();
        });
    }

    /// <summary>A page of a list that is nothing but the list.</summary>
    public static Answer Plain<T>(Call call, IReadOnlyList<T> all, int otherwise, int most, Action<Utf8JsonWriter, T> write) => Answer.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in all.Skip(call.Number("startAt", 0)).Take(call.Number("maxResults", otherwise, most)))
            write(writer, item);
        writer.WriteEndArray();
    });

    public Answer OfIssue(Call call, Func<JiraIssue, Answer> answer) => Find(call, call.Route["issue"]) is { } issue ? answer(issue) : JiraAnswers.NoIssue();

    private static IEnumerable<JiraIssue> Sort(IEnumerable<JiraIssue> issues, JqlQuery query) => (query.OrderBy, query.IsDescending) switch
    {
        ("updated", false) => issues.OrderBy(issue => issue.Updated).ThenBy(issue => issue.Id),
        ("updated", true) => issues.OrderByDescending(issue => issue.Updated).ThenByDescending(issue => issue.Id),
        ("key", false) => issues.OrderBy(issue => issue.Project.Key, StringComparer.Ordinal).ThenBy(issue => issue.Number),
        ("key", true) => issues.OrderByDescending(issue => issue.Project.Key, StringComparer.Ordinal).ThenByDescending(issue => issue.Number),
        (_, false) => issues.OrderBy(issue => issue.Created).ThenBy(issue => issue.Id),
        _ => issues.OrderByDescending(issue => issue.Created).ThenByDescending(issue => issue.Id),
    };
}
