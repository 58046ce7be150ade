using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.GitHub;

/// <summary>
/// What a GitHub connection's settings name: <c>{"repositories": ["octo/engine"], "organization": "northwind-labs", "includeForks": false,
/// "branches": "all"}</c>. Everything is optional; without repositories and organisation the record is what the token's owner did.
/// </summary>
/// <param name="Repositories">As <c>owner/name</c>, each once, in the order of the settings.</param>
/// <param name="Organization">All of its repositories that the token sees; null for none.</param>
/// <param name="IncludeForks">Whether forks of the organisation or of the token's owner are read; a repository that is named is read anyway.</param>
/// <param name="AllBranches">Whether commits of all branches count or those of the default branch only.</param>
public sealed record GitHubSettings(IReadOnlyList<string> Repositories, string? Organization, bool IncludeForks, bool AllBranches)
{
    public const int MaxRepositories = 1_000;
    public const int MaxOwnerLength = 39;
    public const int MaxNameLength = 100;

    private static readonly GitHubSettings Default = new([], null, false, true);

    /// <summary>Only what the token's owner did is recorded.</summary>
    public bool IsPersonal => Repositories.Count == 0 && Organization is null;

    /// <returns>What is wrong, in words for the person who typed it; null when <paramref name="settings"/> is there.</returns>
    public static string? Parse(string json, out GitHubSettings settings)
    {
        var read = Default;
        var problem = SettingsJson.Read(json, root => Read(root, out read));
        settings = read;
        return problem;
    }

    private static string? Read(JsonElement root, out GitHubSettings settings)
    {
        settings = Default;
        if (root.ValueKind != JsonValueKind.Object)
            return """The settings are a JSON object, as {"repositories": ["owner/name"]} or {"organization": "name"}; {} records what you did yourself.""";

        var read = Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                return $"\"{Shown(member.Name)}\" stands there twice.";
            var problem = member.Name switch
            {
                "repositories" => ReadRepositories(member.Value, ref read),
                "organization" => ReadOrganization(member.Value, ref read),
                "includeForks" => ReadIncludeForks(member.Value, ref read),
                "branches" => ReadBranches(member.Value, ref read),
                _ => $"The settings have an unknown member \"{Shown(member.Name)}\"; GitHub knows \"repositories\", \"organization\", \"includeForks\" and \"branches\".",
            };
            if (problem is not null)
                return problem;
        }
        settings = read;
        return null;
    }

    private static string? ReadRepositories(JsonElement value, ref GitHubSettings settings)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "\"repositories\" is a list, as [\"owner/name\"].";
        var count = value.GetArrayLength();
        if (count > MaxRepositories)
            return $"\"repositories\" has {count} entries; at most {MaxRepositories} are possible. An \"organization\" takes all of its repositories.";
        var names = new List<string>(count);
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String)
                return "\"repositories\" holds something that is not a text.";
            var name = entry.GetString()!;
            if (!GitHubNames.IsRepository(name))
                return $"\"{Shown(name)}\" is not the name of a repository; one looks like owner/name.";
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                names.Add(name);
        }
        settings = settings with { Repositories = names };
        return null;
    }

    private static string? ReadOrganization(JsonElement value, ref GitHubSettings settings)
    {
        if (value.ValueKind != JsonValueKind.String)
            return "\"organization\" is a text, as \"northwind-labs\".";
        var name = value.GetString()!;
        if (!GitHubNames.IsOwner(name))
            return $"\"{Shown(name)}\" is not the name of an organisation; it is what stands in the address after github.com/.";
        settings = settings with { Organization = name };
        return null;
    }

    private static string? ReadIncludeForks(JsonElement value, ref GitHubSettings settings)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return "\"includeForks\" is true or false.";
        settings = settings with { IncludeForks = value.GetBoolean() };
        return null;
    }

    private static string? ReadBranches(JsonElement value, ref GitHubSettings settings)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not ("all" or "default"))
            return "\"branches\" is \"all\" or \"default\".";
        settings = settings with { AllBranches = value.GetString() == "all" };
        return null;
    }

    private static string Shown(string text) => GitText.OneLine(text, 200);
}
