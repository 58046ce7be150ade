namespace Blackbox.Simulators.GitHub.Model;

/// <summary>An entry of the history of an issue or a pull request: closed, merged, reopened, labeled and so on.</summary>
internal sealed class IssueEvent
{
    public required long Id { get; init; }

    public required string Event { get; init; }

    public required Person Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Number { get; init; }

    public string? CommitSha { get; init; }

    public string? Label { get; init; }

    public Person? Other { get; init; }

    /// <summary>Of a recorded entry, whose issue is not recorded.</summary>
    public bool IsOfPull { get; init; }

    public string? IssueTitle { get; init; }

    public string? Recorded { get; init; }
}

internal sealed class Release
{
    public required long Id { get; init; }

    public required string Tag { get; init; }

    public required string Name { get; init; }

    public required string Body { get; set; }

    public required Person Author { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: a draft.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public required string Target { get; init; }
}

internal enum TimelineKind
{
    Push,
    CreateBranch,
    DeleteBranch,
    PullRequest,
    Review,
    ReviewComment,
    Issue,
    Comment,
    Release,
}

/// <summary>An entry of the events of a repository and of a person.</summary>
internal sealed class TimelineEvent
{
    public required long Id { get; init; }

    public required TimelineKind Kind { get; init; }

    public required Person Actor { get; init; }

    public required Repository Repository { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Action { get; init; } = "";

    /// <summary>The branch of a push or of a branch's creation and deletion.</summary>
    public string Branch { get; init; } = "";

    public string Before { get; init; } = "";

    public string Head { get; init; } = "";

    /// <summary>What it is about: an <see cref="Issue"/>, <see cref="Model.Review"/>, comment or <see cref="Model.Release"/>.</summary>
    public object? Subject { get; init; }

    public Issue? Issue { get; init; }
}
