namespace Blackbox.Core.Collecting.Jira;

/// <summary>How Jira is connected on the connections page.</summary>
internal static class JiraConnectionForm
{
    public static readonly ConnectionForm Form = new("Connect Jira",
    [
        new("baseUrl", "Address of the site", FieldKind.Url) { Placeholder = "https://team.atlassian.net", IsRequired = true },
        new("secret", "Token", FieldKind.Secret)
        {
            Placeholder = "ada@example.org:ATATT3x…",
            Help = "For Cloud the account's e-mail and an API token with a colon between them, for Data Center a personal access token. It is kept encrypted and never shown again.",
            IsRequired = true,
        },
        new("projects", "Only these projects, one key a line", FieldKind.Lines) { Placeholder = "ENG", IsMore = true },
    ])
    {
        MoreTitle = "Chosen projects",
        MoreExplanation = "With none of these, every project that the account sees is read.",
    };

    public static string NameOf(JiraSettings settings) => settings.Projects switch
    {
        [] => "Jira",
        [var only] => $"Jira {only}",
        [var first, ..] => $"Jira {first} and {settings.Projects.Count - 1} more",
    };
}
