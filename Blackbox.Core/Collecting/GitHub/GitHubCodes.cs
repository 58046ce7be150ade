namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Codes of what is wrong or worth knowing; docs/platforms/github.md explains them to users.</summary>
public static class GitHubCodes
{
    public const string BadSettings = "bad_settings";

    public const string Malformed = "malformed";
    public const string Empty = "empty";
    public const string Renamed = "renamed";

    /// <summary>It kept changing while it was read.</summary>
    public const string Changing = "changing";

    /// <summary>The token belongs to someone else than before.</summary>
    public const string OtherOwner = "other_owner";

    public const string SearchIncomplete = "search_incomplete";
}
