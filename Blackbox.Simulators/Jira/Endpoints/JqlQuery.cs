using System.Globalization;
using System.Text.RegularExpressions;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Endpoints;

/// <summary>Jira refuses the query, with this as its reason.</summary>
internal sealed class JqlException(string message) : Exception(message);

/// <summary>
/// The part of JQL that is simulated: comparisons of <c>updated</c> and <c>created</c>, <c>project</c>, <c>id</c> and <c>key</c> with <c>=</c>
/// and <c>in</c>, <c>AND</c>, and an order.
/// </summary>
internal sealed partial class JqlQuery
{
    /// <summary>Jira knows these too; the simulator does not.</summary>
    private static readonly string[] Unsimulated =
    [
        "assignee", "reporter", "creator", "status", "statuscategory", "text", "summary", "description", "comment", "worklogauthor", "worklogdate", "resolution",
        "resolved", "priority", "labels", "type", "issuetype", "sprint", "parent", "watcher", "voter", "fixversion", "component", "due", "lastviewed",
    ];

    private readonly List<Func<JiraIssue, bool>> _conditions = [];
    private readonly Func<string, bool> _isProject;
    private readonly Func<string, JiraIssue?> _issue;
    private readonly TimeZoneInfo _zone;

    private JqlQuery(Func<string, bool> isProject, Func<string, JiraIssue?> issue, TimeZoneInfo zone) =>
        (_isProject, _issue, _zone) = (isProject, issue, zone);

    /// <summary>Whether something restricts it: Cloud refuses a query that only sorts.</summary>
    public bool IsBounded => _conditions.Count > 0;

    /// <summary><c>updated</c>, <c>created</c> or <c>key</c>.</summary>
    public string OrderBy { get; private set; } = "created";

    public bool IsDescending { get; private set; } = true;

    public bool Matches(JiraIssue issue) => _conditions.TrueForAll(condition => condition(issue));

    /// <param name="isProject">Whether a project of that key is there and may be seen.</param>
    /// <param name="issue">The issue of that id or key, if it is there and may be seen.</param>
    /// <param name="zone">Of the one who asks: what a date without one is in.</param>
    /// <exception cref="JqlException">It is not JQL, or names what is not there.</exception>
    /// <exception cref="UnknownRequestException">It is JQL, but of a kind that is not simulated.</exception>
    public static JqlQuery Parse(string jql, Func<string, bool> isProject, Func<string, JiraIssue?> issue, TimeZoneInfo zone)
    {
        var query = new JqlQuery(isProject, issue, zone);
        var order = Order().Match(jql);
        if (order.Success)
        {
            query.OrderBy = order.Groups["field"].Value.ToLowerInvariant();
            if (query.OrderBy is not ("updated" or "created" or "key"))
                throw new UnknownRequestException($"order by {query.OrderBy}");
            query.IsDescending = order.Groups["direction"].Value.Equals("desc", StringComparison.OrdinalIgnoreCase);
            jql = jql[..order.Index];
        }
        else if (jql.Contains("order by", StringComparison.OrdinalIgnoreCase))
        {
            throw Error(jql);
        }
        for (var rest = jql.Trim(); rest.Length > 0;)
        {
            var clause = Clause().Match(rest);
            if (!clause.Success)
                throw Error(rest);
            query.Add(clause);
            rest = rest[clause.Length..].TrimStart();
            if (rest.Length == 0)
                break;
            if (!rest.StartsWith("AND ", StringComparison.OrdinalIgnoreCase))
                throw rest.StartsWith("OR ", StringComparison.OrdinalIgnoreCase) ? new UnknownRequestException("JQL's OR") : Error(rest);
            rest = rest[4..].TrimStart();
            if (rest.Length == 0)
                throw new JqlException("Error in the JQL Query: Expecting a field name at the end of the query.");
        }
        return query;
    }

    private static JqlException Error(string near) =>
        new($"Error in the JQL Query: Expecting operator before the end of the query near '{near[..Math.Min(near.Length, 40)]}'.");

    private void Add(Match clause)
    {
        var field = clause.Groups["field"].Value.Trim('"').ToLowerInvariant();
        var operation = clause.Groups["operator"].Value.ToLowerInvariant();
        var values = clause.Groups["value"].Captures.Select(capture => Unquote(capture.Value)).ToList();
        switch (field)
        {
            case "updated" or "updateddate":
                AddTime(values, operation, issue => issue.Updated);
                break;
            case "created" or "createddate":
                AddTime(values, operation, issue => issue.Created);
                break;
            case "project" when operation is "in" or "=":
                if (values.Find(value => !_isProject(value)) is { } missing)
                    throw new JqlException($"The value '{missing}' does not exist for the field 'project'.");
                _conditions.Add(issue => values.Contains(issue.Project.Key, StringComparer.OrdinalIgnoreCase));
                break;
            case "id" or "key" or "issue" or "issuekey" when operation is "in" or "=":
                AddIssues(field, values);
                break;
            default:
                if (Unsimulated.Contains(field) || field is "project" or "id" or "key" or "issue" or "issuekey")
                    throw new UnknownRequestException($"JQL {field} {operation}");
                throw new JqlException($"Field '{field}' does not exist or you do not have permission to view it.");
        }
    }

    private void AddIssues(string field, List<string> values)
    {
        var issues = new HashSet<JiraIssue>();
        foreach (var value in values)
        {
            issues.Add(_issue(value) ?? throw new JqlException(
                long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                    ? $"A value with ID '{value}' does not exist for the field '{field}'."
                    : $"An issue with key '{value}' does not exist for field '{field}'."));
        }
        _conditions.Add(issues.Contains);
    }

    private void AddTime(List<string> values, string operation, Func<JiraIssue, DateTimeOffset> of)
    {
        if (values is not [var value])
            throw new UnknownRequestException($"JQL {operation} for a date");
        var at = Time(value);
        _conditions.Add(operation switch
        {
            ">=" => issue => of(issue) >= at,
            ">" => issue => of(issue) > at,
            "<" => issue => of(issue) < at,
            "<=" => issue => of(issue) <= at,
            _ => throw new UnknownRequestException($"JQL {operation} for a date"),
        });
    }

    /// <summary>Milliseconds since 1970, or minutes in the zone of the one who asks.</summary>
    private DateTimeOffset Time(string value)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253_402_300_800_000)
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (!DateTime.TryParseExact(
            value, ["yyyy-MM-dd HH:mm", "yyyy/MM/dd HH:mm", "yyyy-MM-dd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            throw new JqlException(
                $"Date value '{value}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.");
        }
        return new(local, _zone.GetUtcOffset(local));
    }

    private static string Unquote(string value) =>
        value is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value;

    [GeneratedRegex(@"(?i)\s*\border\s+by\s+(?<field>\w+)(\s+(?<direction>asc|desc))?\s*$")]
    private static partial Regex Order();

    [GeneratedRegex("""
        (?xi)^(?<field>"[^"]+"|[\w.\[\]]+)\s*
        (
            (?<operator>\bin\b)\s*\(\s*(?<value>"(\\.|[^"\\])*"|[\w.-]+)\s*(,\s*(?<value>"(\\.|[^"\\])*"|[\w.-]+)\s*)*\)
          | (?<operator>>=|<=|!=|=|>|<|~)\s*(?<value>"(\\.|[^"\\])*"|[\w.-]+)
        )
        """)]
    private static partial Regex Clause();
}
