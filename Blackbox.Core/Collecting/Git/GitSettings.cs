using System.Text.Json;

namespace Blackbox.Core.Collecting.Git;

/// <summary>What a git connection's settings name: <c>{"repositories": ["/srv/git/api.git", "file:///home/ada/blackbox"]}</c>.</summary>
/// <param name="Repositories">Absolute, normalised, each once, in the order of the settings.</param>
public sealed record GitSettings(IReadOnlyList<string> Repositories)
{
    public const int MaxRepositories = 100;
    public const int MaxPathLength = 4_096;

    private const string Member = "repositories";

    /// <returns>What is wrong, in words for the person who typed it; null when <paramref name="settings"/> is there.</returns>
    public static string? Parse(string json, out GitSettings settings)
    {
        var read = new GitSettings([]);
        var problem = SettingsJson.Read(json, root => Read(root, out read));
        settings = read;
        return problem;
    }

    /// <summary>Settings of a connection to these repositories.</summary>
    public static string Write(IEnumerable<string> repositories) =>
        JsonSerializer.Serialize(new Dictionary<string, IEnumerable<string>> { [Member] = repositories });

    private static string? Read(JsonElement root, out GitSettings settings)
    {
        settings = new([]);
        if (root.ValueKind != JsonValueKind.Object)
            return $$"""The settings are a JSON object: {"{{Member}}": ["/path/to/repository"]}.""";

        JsonElement? list = null;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != Member)
                return $"The settings have an unknown member \"{Shown(member.Name)}\"; git knows \"{Member}\".";
            if (list is not null)
                return $"\"{Member}\" stands there twice.";
            list = member.Value;
        }

        if (list is not { ValueKind: JsonValueKind.Array } array)
            return $"\"{Member}\" is missing: a list of paths.";
        var count = array.GetArrayLength();
        if (count is 0 or > MaxRepositories)
            return $"\"{Member}\" has {count} entries; 1 to {MaxRepositories} are possible.";

        var paths = new List<string>(count);
        foreach (var entry in array.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String)
                return $"\"{Member}\" holds something that is not a text.";
            var problem = Normalise(entry.GetString()!, out var path);
            if (problem is not null)
                return problem;
            if (!paths.Contains(path, StringComparer.Ordinal))
                paths.Add(path);
        }
        settings = new(paths);
        return null;
    }

    private static string? Normalise(string text, out string path)
    {
        path = "";
        if (string.IsNullOrWhiteSpace(text))
            return "A repository's path is empty.";
        if (text.Length > MaxPathLength)
            return $"A repository's path has {text.Length} characters; at most {MaxPathLength} are possible.";
        if (text.Any(char.IsControl))
            return $"The path \"{Shown(text)}\" holds a control character.";

        var local = text;
        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !uri.IsFile || uri.Query.Length > 0 || uri.Fragment.Length > 0)
                return $"\"{Shown(text)}\" is not a file URL; one looks like file:///path/to/repository.";
            if (uri.IsUnc && !uri.IsLoopback)
                return $"\"{Shown(text)}\" names another machine; repositories are read from this one.";
            local = Uri.UnescapeDataString(uri.AbsolutePath);
            if (OperatingSystem.IsWindows())
                local = local.TrimStart('/');
            if (local.Any(char.IsControl))
                return $"The path \"{Shown(text)}\" holds a control character.";
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            return $"\"{ShownUrl(text)}\" is a remote address; clone it and name the clone's path.";
        }

        if (!Path.IsPathFullyQualified(local))
            return $"\"{Shown(text)}\" is not an absolute path.";
        if (OperatingSystem.IsWindows() && local.StartsWith(@"\\", StringComparison.Ordinal))
            return $"\"{Shown(text)}\" names another machine; repositories are read from this one.";
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(local));
        return null;
    }

    private static string Shown(string text) => GitText.OneLine(text, 200);

    // A remote address may hold a password; what comes before the host is not repeated.
    private static string ShownUrl(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var user = text.LastIndexOf('@');
        return Shown(user >= start ? text[..start] + text[(user + 1)..] : text);
    }
}
