namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Codes of what is wrong or worth knowing; docs/platforms/confluence.md explains them to users.</summary>
public static class ConfluenceCodes
{
    public const string BadSettings = "bad_settings";
    public const string Malformed = "malformed";

    /// <summary>A space that is named and that the token does not see.</summary>
    public const string NotFound = "not_found";

    /// <summary>The list of what was modified kept changing while it was read.</summary>
    public const string Changing = "changing";

    /// <summary>The token may not see a space's trash.</summary>
    public const string TrashUnreadable = "trash_unreadable";

    /// <summary>The text of a version cannot be had, so that what changed in it is not said.</summary>
    public const string TextUnreadable = "text_unreadable";
}
