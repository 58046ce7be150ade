using System.Globalization;

namespace Blackbox.Simulators.Jira.Model;

/// <summary>Everything that is on the site. Used by whoever holds <see cref="Sync"/>.</summary>
internal sealed class JiraSite(Deployment deployment)
{
    private readonly Dictionary<long, JiraIssue> _byId = [];
    private readonly Dictionary<string, JiraIssue> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, JiraUser> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (long Version, IReadOnlyList<JiraIssue> Issues)> _views = [];
    private long _version;

    public Lock Sync { get; } = new();

    public Deployment Deployment => deployment;

    public List<JiraProject> Projects { get; } = [];

    public List<JiraUser> Users { get; } = [];

    public IReadOnlyCollection<JiraIssue> Issues => _byId.Values;

    public void Add(JiraUser user)
    {
        Users.Add(user);
        _users[user.Id] = user;
        if (user.Person is { } person)
            _users[person.Login] = user;
        if (deployment == Deployment.Server)
            _users[user.Account.UserName] = user;
    }

    /// <param name="name">AccountId, key, user name or GitHub's login.</param>
    public JiraUser? FindUser(string name) => _users.GetValueOrDefault(name);

    public JiraUser User(string name) => FindUser(name) ?? throw new SimulatorException($"There is nobody called '{name}'.");

    public JiraProject Project(string key) =>
        Projects.Find(project => project.Key == key) ?? throw new SimulatorException($"There is no project '{key}'.");

    public void Add(JiraIssue issue)
    {
        issue.Updated = issue.Recorded is null ? issue.Created : issue.Updated;
        _byId.Add(issue.Id, issue);
        _byKey[issue.Key] = issue;
        _version++;
    }

    public void Remove(JiraIssue issue)
    {
        _byId.Remove(issue.Id);
        foreach (var key in _byKey.Where(pair => pair.Value == issue).Select(pair => pair.Key).ToList())
            _byKey.Remove(key);
        _version++;
    }

    public bool Has(JiraIssue? issue) => issue is not null && _byId.ContainsKey(issue.Id);

    public JiraIssue? FindIssue(long id) => _byId.GetValueOrDefault(id);

    /// <param name="idOrKey">A key that it had before it was moved finds it too.</param>
    public JiraIssue? FindIssue(string idOrKey) =>
        long.TryParse(idOrKey, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? FindIssue(id) : _byKey.GetValueOrDefault(idOrKey);

    public JiraIssue Issue(string idOrKey) => FindIssue(idOrKey) ?? throw new SimulatorException($"There is no issue '{idOrKey}'.");

    /// <summary>All issues in an order that is kept until something changes.</summary>
    public IReadOnlyList<JiraIssue> Sorted(string order, Func<IEnumerable<JiraIssue>, IEnumerable<JiraIssue>> sort)
    {
        if (!_views.TryGetValue(order, out var view) || view.Version != _version)
            _views[order] = view = (_version, [.. sort(_byId.Values)]);
        return view.Issues;
    }

    /// <summary>Something happened to the issue.</summary>
    public void Touch(JiraIssue issue, DateTimeOffset at)
    {
        if (at > issue.Updated)
            issue.Updated = at;
        _version++;
    }

    /// <summary>Far from the numbers of the days to come.</summary>
    public string NextKey(JiraProject project)
    {
        var last = _byId.Values.Where(issue => issue.Project == project).Select(issue => issue.Number).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $"{project.Key}-{Math.Max(1_000_000, last) + 1}");
    }

    public void Move(JiraIssue issue, JiraProject project, JiraUser author, long historyId, DateTimeOffset at)
    {
        var key = NextKey(project);
        Change(
            issue, author, historyId, at,
            new JiraItem("project", Text(issue.Project.Id), issue.Project.Name, Text(project.Id), project.Name), new JiraItem("Key", null, issue.Key, null, key));
        (issue.Project, issue.Key) = (project, key);
        _byKey[key] = issue;
    }

    /// <summary>Adds a line to the changelog.</summary>
    public JiraHistory Change(JiraIssue issue, JiraUser author, long id, DateTimeOffset at, params JiraItem[] items)
    {
        var history = new JiraHistory(id, author, at, items);
        issue.Histories.Add(history);
        Touch(issue, at);
        return history;
    }

    public JiraHistory ChangeStatus(JiraIssue issue, JiraUser author, long id, DateTimeOffset at, JiraStatus to)
    {
        var items = new List<JiraItem> { new("status", Text(issue.Status.Id), issue.Status.Name, Text(to.Id), to.Name) };
        var wasDone = issue.Resolved is not null;
        if (to == JiraStatus.Done && !wasDone)
            items.Insert(0, new("resolution", null, null, "10000", "Done"));
        else if (to != JiraStatus.Done && wasDone)
            items.Insert(0, new("resolution", "10000", "Done", null, null));
        (issue.Status, issue.Resolved) = (to, to == JiraStatus.Done ? at : null);
        return Change(issue, author, id, at, [.. items]);
    }

    public JiraHistory Assign(JiraIssue issue, JiraUser author, long id, DateTimeOffset at, JiraUser? to)
    {
        var item = new JiraItem("assignee", issue.Assignee?.Id, issue.Assignee?.DisplayName, to?.Id, to?.DisplayName);
        issue.Assignee = to;
        return Change(issue, author, id, at, item);
    }

    public JiraComment Comment(JiraIssue issue, JiraUser author, long id, DateTimeOffset at, string text)
    {
        var comment = new JiraComment { Id = id, Author = author, Created = at, Updated = at, Text = text };
        issue.Comments.Add(comment);
        Touch(issue, at);
        return comment;
    }

    public JiraWorklog Log(JiraIssue issue, JiraUser author, long id, DateTimeOffset at, DateTimeOffset started, int seconds, string? text)
    {
        var worklog = new JiraWorklog { Id = id, Author = author, Created = at, Updated = at, Started = started, Seconds = seconds, Text = text };
        issue.Worklogs.Add(worklog);
        Touch(issue, at);
        return worklog;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
