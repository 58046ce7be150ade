using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Http;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.Jira.Payloads;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Jira.Endpoints;

/// <summary>One issue, and what is cut off where it is embedded.</summary>
internal sealed class IssueEndpoints(JiraApi api)
{
    private const int MostHistories = 100;
    private const int MostComments = 100;
    private const int MostWorklogs = 5_000;
    private const int All = 1_048_576;

    public IEnumerable<Endpoint> Cloud =>
    [
        new("rest/api/3/issue/{issue}", ["fields", "expand"], Issue),
        new("rest/api/3/issue/{issue}/changelog", ["startAt", "maxResults"], Changelog),
        new("rest/api/3/issue/{issue}/comment", ["startAt", "maxResults", "orderBy"], call => Comments(call, 100, MostComments)),
        new("rest/api/3/issue/{issue}/worklog", ["startAt", "maxResults"], call => api.OfIssue(call, issue => JiraApi.Page(
            call, "worklogs", issue.Worklogs, MostWorklogs, MostWorklogs, (writer, worklog) => api.Payload.AnyWorklog(writer, call, issue, worklog)))),
    ];

    public IEnumerable<Endpoint> Server =>
    [
        new("rest/api/2/issue/{issue}", ["fields", "expand"], Issue),
        new("rest/api/2/issue/{issue}/comment", ["startAt", "maxResults", "orderBy"], call => Comments(call, All, All)),
        new("rest/api/2/issue/{issue}/worklog", ["startAt", "maxResults"], Worklogs),
    ];

    private Answer Issue(Call call) => api.OfIssue(call, issue =>
    {
        var fields = JiraPayload.FieldsOf(call.Parameter("fields") ?? "*all");
        var withChangelog = JiraApi.ExpandsChangelog(call);
        return Answer.Json(writer => api.Payload.Issue(writer, call, issue, fields, withChangelog));
    });

    private Answer Changelog(Call call) => api.OfIssue(call, issue => JiraApi.Page(
        call, "values", issue.Histories, MostHistories, MostHistories, (writer, history) => api.Payload.AnyHistory(writer, call, history), saysLast: true));

    private Answer Comments(Call call, int otherwise, int most) => api.OfIssue(call, issue =>
    {
        IReadOnlyList<JiraComment>? comments = call.Parameter("orderBy") switch
        {
            null or "created" or "+created" or " created" => issue.Comments,
            "-created" => [.. Enumerable.Reverse(issue.Comments)],
            _ => null,
        };
        return comments is null
            ? JiraAnswers.Error(400, "Invalid orderBy parameter.")
            : JiraApi.Page(call, "comments", comments, otherwise, most, (writer, comment) => api.Payload.AnyComment(writer, call, issue, comment));
    });

    // Data Center gives all of them, whatever it is asked.
    private Answer Worklogs(Call call) => api.OfIssue(call, issue => Answer.Json(writer =>
    {
        writer.WriteStartObject();
        JiraPayload.Page(writer, 0, issue.Worklogs.Count, issue.Worklogs.Count);
        writer.List("worklogs", issue.Worklogs, worklog => api.Payload.AnyWorklog(writer, call, issue, worklog));
        writer.WriteEndObject();
    }));
}
