namespace Blackbox.Core.Collecting.Confluence;

/// <summary>How Confluence is connected on the connections page.</summary>
internal static class ConfluenceConnectionForm
{
    public static readonly ConnectionForm Form = new("Connect Confluence",
    [
        new("baseUrl", "Address of the site", FieldKind.Url) { Placeholder = "https://team.atlassian.net", IsRequired = true },
        new("secret", "Token", FieldKind.Secret)
        {
            Placeholder = "ada@example.org:ATATT3x…",
            Help = "For Cloud the account's e-mail and an API token with a colon between them, for Data Center a personal access token. It is kept encrypted and never shown again.",
            IsRequired = true,
        },
        new("spaces", "Only these spaces, one key a line", FieldKind.Lines) { Placeholder = "ENG", IsMore = true },
    ])
    {
        MoreTitle = "Chosen spaces",
        MoreExplanation = "With none of these, every space that the account sees is read.",
    };

    public static string NameOf(ConfluenceSettings settings) => settings.Spaces switch
    {
        [] => "Confluence",
        [var only] => $"Confluence {only}",
        [var first, ..] => $"Confluence {first} and {settings.Spaces.Count - 1} more",
    };
}
