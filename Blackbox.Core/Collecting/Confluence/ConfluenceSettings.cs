using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.Confluence;

internal enum ConfluenceDeployment
{
    /// <summary>Cloud where the address is one of Atlassian's, else a server.</summary>
    Auto,
    Cloud,
    Server,
}

/// <summary>
/// What a connection to Confluence reads, from its settings: <c>{"spaces": ["ENG", "OPS"], "deployment": "auto"}</c>, both optional.
/// </summary>
internal sealed record ConfluenceSettings
{
    public const int MaxSpaces = 500;
    public const int MaxKeyLength = 255;

    public static ConfluenceSettings Default { get; } = new();

    /// <summary>Keys, as the person wrote them; empty for those of <see cref="ConfluenceOptions"/> or all that the token sees.</summary>
    public IReadOnlyList<string> Spaces { get; init; } = [];

    public ConfluenceDeployment Deployment { get; init; } = ConfluenceDeployment.Auto;

    /// <param name="settings">The defaults where something is wrong.</param>
    /// <returns>What is wrong, in words for the person who typed it; null when nothing is.</returns>
    public static string? Parse(string json, out ConfluenceSettings settings)
    {
        var read = Default;
        var problem = SettingsJson.Read(json, root => Read(root, out read));
        settings = problem is null ? read : Default;
        return problem;
    }

    /// <summary>Letters and digits; a personal space's begins with <c>~</c> and may hold what a user name may.</summary>
    public static bool IsSpaceKey(string? key)
    {
        if (key is null or { Length: 0 or > MaxKeyLength })
            return false;
        return key[0] == '~'
            ? key.Length > 1 && !key.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || c is '"' or '\\' or '/')
            : key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
    }

    private static string? Read(JsonElement root, out ConfluenceSettings settings)
    {
        settings = Default;
        if (root.ValueKind != JsonValueKind.Object)
            return """The settings are a JSON object, as {"spaces": ["ENG"]}; {} reads all spaces that the token sees.""";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                return $"\"{Shown(member.Name)}\" stands there twice.";
            var problem = member.Name switch
            {
                "spaces" => ReadSpaces(member.Value, ref settings),
                "deployment" => ReadDeployment(member.Value, ref settings),
                _ => $"The settings have an unknown member \"{Shown(member.Name)}\"; Confluence knows \"spaces\" and \"deployment\".",
            };
            if (problem is not null)
                return problem;
        }
        return null;
    }

    private static string? ReadSpaces(JsonElement value, ref ConfluenceSettings settings)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "\"spaces\" is a list, as [\"ENG\"].";
        if (value.GetArrayLength() > MaxSpaces)
            return $"\"spaces\" has {value.GetArrayLength()} entries; at most {MaxSpaces} are possible. Without any, all that the token sees are read.";
        var keys = new List<string>();
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String)
                return "\"spaces\" holds something that is not a text.";
            var key = entry.GetString()!;
            if (!IsSpaceKey(key))
                return $"\"{Shown(key)}\" is not the key of a space; it is what stands in the address of a page after /spaces/ or /display/.";
            if (!keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                keys.Add(key);
        }
        settings = settings with { Spaces = keys };
        return null;
    }

    private static string? ReadDeployment(JsonElement value, ref ConfluenceSettings settings)
    {
        ConfluenceDeployment? deployment = value.ValueKind != JsonValueKind.String ? null : value.GetString() switch
        {
            "auto" => ConfluenceDeployment.Auto,
            "cloud" => ConfluenceDeployment.Cloud,
            "server" => ConfluenceDeployment.Server,
            _ => null,
        };
        if (deployment is null)
            return "\"deployment\" is \"auto\", \"cloud\" or \"server\".";
        settings = settings with { Deployment = deployment.Value };
        return null;
    }

    private static string Shown(string text) => GitText.OneLine(text, 200);
}
