namespace Blackbox.Simulators.GitHub.Model;

/// <summary>Who signed a commit, and the account that GitHub finds for the address.</summary>
internal sealed record Signature(string Name, string Email, DateTimeOffset Date, Person? Account);

/// <summary>A file as a commit changed it. Its patch is made when somebody reads it.</summary>
internal sealed record ChangedFile(string Path, string Status, int Additions, int Deletions, ulong Seed);

internal sealed class Commit
{
    public required string Sha { get; init; }

    public required IReadOnlyList<string> Parents { get; init; }

    public required Signature Author { get; init; }

    public required Signature Committer { get; init; }

    public required string Message { get; init; }

    public IReadOnlyList<ChangedFile> Files { get; init; } = [];

    /// <summary>The payload that GitHub really sent, for a recorded one.</summary>
    public string? Recorded { get; init; }
}
