using System.Text.Json;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A file of a pull request, as it stands in the details.</summary>
internal sealed record FileItem(string Path, string? OldPath, string Status, int Added, int Deleted, string? Patch)
{
    public const int MaxPatchLength = 500;
    private const int MaxPathLength = 2_048;

    /// <returns>What is wrong; null when <paramref name="file"/> is there.</returns>
    public static string? Read(JsonElement json, out FileItem file)
    {
        file = null!;
        if (json.Text("filename") is not { Length: > 0 } path)
            return "A file of a pull request has no name.";
        file = new(
            Texts.Cut(path, MaxPathLength),
            json.Text("previous_filename") is { Length: > 0 } old ? Texts.Cut(old, MaxPathLength) : null,
            json.Text("status") is { Length: > 0 and <= 20 } status ? status : "modified",
            json.Count("additions") ?? 0, json.Count("deletions") ?? 0,
            json.Text("patch") is { Length: > 0 } patch ? Texts.Cut(patch, MaxPatchLength) : null);
        return null;
    }
}

/// <summary>What a pull request changes.</summary>
/// <param name="Files">The first <see cref="MaxFiles"/>.</param>
/// <param name="Count">All of them; null where that is not known.</param>
internal sealed record PullFiles(IReadOnlyList<FileItem> Files, int? Count, int? Added, int? Deleted)
{
    public const int MaxFiles = 300;
}
