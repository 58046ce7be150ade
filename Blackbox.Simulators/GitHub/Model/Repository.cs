namespace Blackbox.Simulators.GitHub.Model;

internal enum Availability
{
    Normal,
    Deleted,
    Blocked,
}

internal sealed class Repository
{
    private readonly Dictionary<string, (long Version, object List)> _views = [];
    private readonly Dictionary<int, Issue> _issues = [];

    public required long Id { get; init; }

    public required string Owner { get; init; }

    public required bool OwnedByOrganisation { get; init; }

    public required string Name { get; set; }

    public required string Description { get; init; }

    public required string Language { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset PushedAt { get; set; }

    public string DefaultBranch { get; init; } = "main";

    public bool IsPrivate { get; init; }

    public bool IsRecorded { get; init; }

    public Availability Availability { get; set; }

    /// <summary>Branch to the sha of its head, in the order of creation.</summary>
    public OrderedDictionary<string, string> Branches { get; } = [];

    public Dictionary<string, Commit> Commits { get; } = [];

    public GeneratedHistory? Generated { get; set; }

    public List<Issue> Issues { get; } = [];

    public List<Comment> Comments { get; } = [];

    public List<ReviewComment> ReviewComments { get; } = [];

    public List<IssueEvent> IssueEvents { get; } = [];

    public List<Release> Releases { get; } = [];

    public List<TimelineEvent> Events { get; } = [];

    public string FullName => $"{Owner}/{Name}";

    public bool IsEmpty => Branches.Count == 0;

    /// <summary>Grows with each change: what was made from an older one is out of date.</summary>
    public long Version { get; private set; }

    public void Changed() => Version++;

    public void Add(Issue issue)
    {
        Issues.Add(issue);
        _issues.Add(issue.Number, issue);
    }

    public Issue? FindIssue(int number) => _issues.GetValueOrDefault(number);

    public void Remove(Issue issue)
    {
        Issues.Remove(issue);
        _issues.Remove(issue.Number);
    }

    public Commit? FindCommit(string sha) => Commits.GetValueOrDefault(sha) ?? Generated?.Find(sha);

    /// <summary>A branch's name or a sha to the sha; null if there is neither.</summary>
    public string? Resolve(string reference) =>
        Branches.TryGetValue(reference, out var head) ? head : FindCommit(reference)?.Sha;

    /// <summary>A list made from the repository, kept until it changes.</summary>
    public IReadOnlyList<T> View<T>(string name, Func<IEnumerable<T>> make)
    {
        if (_views.TryGetValue(name, out var view) && view.Version == Version)
            return (IReadOnlyList<T>)view.List;
        if (_views.Count > 200)
            _views.Clear();
        IReadOnlyList<T> list = [.. make()];
        _views[name] = (Version, list);
        return list;
    }
}
