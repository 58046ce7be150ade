namespace Blackbox.Core.Collecting.GitHub;

/// <summary>How GitHub is connected on the connections page.</summary>
internal static class GitHubConnectionForm
{
    public static readonly ConnectionForm Form = new("Connect GitHub",
    [
        new("token", "Token", FieldKind.Secret)
        {
            Placeholder = "github_pat_…",
            Help = "A personal access token that may read repositories, pull requests and issues. It is kept encrypted and never shown again.",
            IsRequired = true,
        },
        new("organization", "Organisation", FieldKind.Text) { Placeholder = "northwind-labs", IsMore = true },
        new("repositories", "Only these repositories, one a line", FieldKind.Lines) { Placeholder = "owner/name", IsMore = true },
        new("baseUrl", "Address of an Enterprise server's API", FieldKind.Url) { Placeholder = "https://github.example.com/api/v3", IsMore = true },
    ])
    {
        MoreTitle = "Organisation, chosen repositories, Enterprise server",
        MoreExplanation = "With none of these, what the token's owner does is found wherever it happens.",
        IsOpen = true,
    };

    public static string NameOf(GitHubSettings settings) => settings switch
    {
        { Organization: { } organization } => organization,
        { Repositories: [] } => "GitHub",
        { Repositories: [var only] } => only,
        { Repositories: [var first, ..] } => $"{first} and {settings.Repositories.Count - 1} more",
    };
}
