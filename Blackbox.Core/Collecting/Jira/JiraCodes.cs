namespace Blackbox.Core.Collecting.Jira;

/// <summary>Codes of what is wrong or worth knowing; docs/platforms/jira.md explains them to users.</summary>
public static class JiraCodes
{
    public const string BadSettings = "bad_settings";
    public const string Malformed = "malformed";

    /// <summary>A project of the settings that the token does not see.</summary>
    public const string NotFound = "not_found";

    /// <summary>It kept changing while it was read.</summary>
    public const string Changing = "changing";

    /// <summary>More issues hold something of a month that a listing does not tell than is kept track of.</summary>
    public const string ManyStrays = "many_strays";
}
