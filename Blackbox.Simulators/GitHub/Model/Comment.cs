namespace Blackbox.Simulators.GitHub.Model;

/// <summary>A comment in the conversation of an issue or a pull request.</summary>
internal sealed class Comment
{
    public required long Id { get; init; }

    public required int Number { get; init; }

    public required Person Author { get; init; }

    public required string Body { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public string? Recorded { get; set; }
}

/// <summary>A comment on a line of a pull request.</summary>
internal sealed class ReviewComment
{
    public required long Id { get; init; }

    public required int Number { get; init; }

    public required long ReviewId { get; init; }

    public long? ReplyTo { get; init; }

    public required Person Author { get; init; }

    public required string Body { get; set; }

    public required string Path { get; init; }

    public required int Line { get; init; }

    public required string CommitSha { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public string? Recorded { get; set; }
}
