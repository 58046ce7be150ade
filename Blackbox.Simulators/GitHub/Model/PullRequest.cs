namespace Blackbox.Simulators.GitHub.Model;

internal sealed class PullRequest
{
    public required long Id { get; init; }

    public required Issue Issue { get; init; }

    public required string HeadBranch { get; init; }

    public required string BaseBranch { get; init; }

    public required string HeadSha { get; set; }

    public required string BaseSha { get; init; }

    public bool Draft { get; set; }

    public DateTimeOffset? MergedAt { get; set; }

    public Person? MergedBy { get; set; }

    public string? MergeCommitSha { get; set; }

    public List<string> Commits { get; init; } = [];

    public List<Person> RequestedReviewers { get; } = [];

    public List<Review> Reviews { get; } = [];

    public int ReviewComments { get; set; }

    /// <summary>How many files it has, beyond those of its commits: for the one that is too large to hold.</summary>
    public int GeneratedFiles { get; init; }

    public string? Recorded { get; set; }

    public int Number => Issue.Number;
}

internal sealed class Review
{
    public required long Id { get; init; }

    public required Person Author { get; init; }

    /// <summary>APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING.</summary>
    public required string State { get; set; }

    public required string Body { get; set; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required string CommitSha { get; init; }

    public string? Recorded { get; init; }
}
