using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>A file that a message shares: <c>{"id": "F1", "name": "plan.pdf", "title": "The plan", "mode": "hosted"}</c>. Its content is not read.</summary>
internal static class FileItem
{
    private const int MaxNameLength = 200;

    /// <param name="name">Null for a file that is gone.</param>
    /// <returns>False for what is no file.</returns>
    public static bool TryRead(JsonElement json, out string? name)
    {
        name = null;
        if (json.ValueKind != JsonValueKind.Object || !SlackJson.TryText(json, "mode", out var mode) || !SlackJson.TryText(json, "name", out var called)
            || !SlackJson.TryText(json, "title", out var title))
            return false;
        if (mode is "tombstone")
            return true;
        name = Shown(called) ?? Shown(title) ?? "a file";
        return true;
    }

    private static string? Shown(string? text) => text is not null && GitText.OneLine(text, MaxNameLength).Trim() is { Length: > 0 } shown ? shown : null;
}
