using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.Jira;

public enum JiraDeployment
{
    /// <summary>Found out: by the address, or by asking the server.</summary>
    Auto,
    Cloud,

    /// <summary>Data Center and Server.</summary>
    Server,
}

/// <summary>What a Jira connection's settings name: <c>{"projects": ["ENG"], "deployment": "auto"}</c>. Everything is optional.</summary>
/// <param name="Projects">Keys in capitals, each once; empty for all that the token sees.</param>
public sealed record JiraSettings(IReadOnlyList<string> Projects, JiraDeployment Deployment)
{
    public const int MaxProjects = 200;
    public const int MaxKeyLength = 255;

    private static readonly JiraSettings Default = new([], JiraDeployment.Auto);

    /// <returns>What is wrong, in words for the person who typed it; null when <paramref name="settings"/> is there.</returns>
    public static string? Parse(string json, out JiraSettings settings)
    {
        var read = Default;
        var problem = SettingsJson.Read(json, root => Read(root, out read));
        settings = read;
        return problem;
    }

    private static string? Read(JsonElement root, out JiraSettings settings)
    {
        settings = Default;
        if (root.ValueKind != JsonValueKind.Object)
            return """The settings are a JSON object, as {"projects": ["ENG"]}; {} records all projects that the token sees.""";

        var read = Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                return $"\"{Shown(member.Name)}\" stands there twice.";
            var problem = member.Name switch
            {
                "projects" => ReadProjects(member.Value, ref read),
                "deployment" => ReadDeployment(member.Value, ref read),
                _ => $"The settings have an unknown member \"{Shown(member.Name)}\"; Jira knows \"projects\" and \"deployment\".",
            };
            if (problem is not null)
                return problem;
        }
        settings = read;
        return null;
    }

    private static string? ReadProjects(JsonElement value, ref JiraSettings settings)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "\"projects\" is a list of keys, as [\"ENG\"].";
        var count = value.GetArrayLength();
        if (count > MaxProjects)
            return $"\"projects\" has {count} entries; at most {MaxProjects} are possible. Without \"projects\" all that the token sees are read.";
        var keys = new List<string>(count);
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String)
                return "\"projects\" holds something that is not a text.";
            var key = entry.GetString()!;
            if (!IsKey(key))
                return $"\"{Shown(key)}\" is not the key of a project; it is what stands before the number in the name of an issue, as ENG in ENG-12.";
            if (!keys.Contains(key.ToUpperInvariant(), StringComparer.Ordinal))
                keys.Add(key.ToUpperInvariant());
        }
        settings = settings with { Projects = keys };
        return null;
    }

    // Administrators of a Data Center may choose a form of their own.
    private static bool IsKey(string text) => text.Length is > 0 and <= MaxKeyLength && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');

    private static string? ReadDeployment(JsonElement value, ref JiraSettings settings)
    {
        JiraDeployment? deployment = value.ValueKind != JsonValueKind.String ? null : value.GetString() switch
        {
            "auto" => JiraDeployment.Auto,
            "cloud" => JiraDeployment.Cloud,
            "server" => JiraDeployment.Server,
            _ => null,
        };
        if (deployment is not { } known)
            return "\"deployment\" is \"auto\", \"cloud\" or \"server\".";
        settings = settings with { Deployment = known };
        return null;
    }

    private static string Shown(string text) => GitText.OneLine(text, 200);
}
