using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;

namespace Blackbox.Api.Collecting;

internal static class ConnectionNames
{
    /// <summary>The last part of the first repository's path, as a person would call it.</summary>
    public static string Suggest(string platform, string settings)
    {
        using var document = JsonDocument.Parse(settings);
        var first = document.RootElement.TryGetProperty("repositories", out var repositories) && repositories.ValueKind == JsonValueKind.Array
            ? repositories.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList()
            : [];
        if (first.Count == 0)
            return platform;
        var path = first[0].TrimEnd('/', '\\');
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        if (name == ".git")
            name = Path.GetFileName(Path.GetDirectoryName(path)) ?? name;
        else if (name.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        if (name.Length == 0)
            name = platform;
        return Texts.Cut(first.Count > 1 ? $"{name} and {first.Count - 1} more" : name, Connection.MaxNameLength);
    }
}
