namespace Blackbox.Simulators.GitHub.Model;

/// <summary>An issue, or the issue's side of a pull request: GitHub numbers and lists them together.</summary>
internal sealed class Issue
{
    public required long Id { get; init; }

    public required int Number { get; init; }

    public required string Title { get; set; }

    public string? Body { get; set; }

    public required Person Author { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public Person? ClosedBy { get; set; }

    public string? StateReason { get; set; }

    public IReadOnlyList<string> Labels { get; set; } = [];

    public Person? Assignee { get; set; }

    public int Comments { get; set; }

    public PullRequest? Pull { get; set; }

    public string? Recorded { get; set; }

    public bool IsOpen => ClosedAt is null;

    public void Touch(DateTimeOffset at) => UpdatedAt = at > UpdatedAt ? at : UpdatedAt;
}
