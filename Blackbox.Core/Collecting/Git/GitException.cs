namespace Blackbox.Core.Collecting.Git;

/// <summary>A repository, or git itself, cannot be used.</summary>
/// <param name="code">One of <see cref="GitCodes"/>.</param>
/// <param name="message">For the connection's owner.</param>
internal sealed class GitException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>Stable codes of what can be wrong with, or worth knowing about, a repository.</summary>
public static class GitCodes
{
    public const string NotFound = "not_found";
    public const string NotARepository = "not_a_repository";
    public const string DubiousOwnership = "dubious_ownership";
    public const string Unreadable = "unreadable";
    public const string Corrupt = "corrupt";
    public const string GitMissing = "git_missing";
    public const string GitTooOld = "git_too_old";
    public const string GitFailed = "git_failed";
    public const string Timeout = "timeout";

    /// <summary>A note: no commit yet.</summary>
    public const string Empty = "empty";

    /// <summary>A note: history ends at a border.</summary>
    public const string Shallow = "shallow";

    /// <summary>A note: a clone without all file contents; its commits come without their files.</summary>
    public const string Partial = "partial_clone";

    /// <summary>A note: contents are missing that should be there; commits that could not be compared come without their files.</summary>
    public const string MissingObjects = "missing_objects";

    /// <summary>A note: two paths of the connection are one repository.</summary>
    public const string SameRepository = "same_repository";

    /// <summary>A skipped commit: no date that a calendar knows.</summary>
    public const string BadDate = "bad_date";

    /// <summary>The connection's settings are malformed.</summary>
    public const string BadSettings = "bad_settings";
}
