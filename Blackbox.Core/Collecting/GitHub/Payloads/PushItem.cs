using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>
/// A push to a branch as events tell of it, without its commits:
/// <c>{"type": "PushEvent", "payload": {"ref": "refs/heads/main", "before": "9f2c…", "head": "03d1…"}}</c>.
/// </summary>
/// <param name="Before">Zeros for a new branch.</param>
/// <param name="Head">Zeros for a deleted one.</param>
internal sealed record PushItem(string Branch, string Before, string Head, DateTimeOffset CreatedAt)
{
    private const string BranchPrefix = "refs/heads/";

    /// <returns>Null for other events and for what cannot be understood: a push is only a shorter way to commits that branches lead to as well.</returns>
    public static PushItem? Of(JsonElement json)
    {
        if (json.Text("type") != "PushEvent" || json.Instant("created_at") is not { } createdAt)
            return null;
        var payload = json.Member("payload");
        var (name, before, head) = (payload.Text("ref"), payload.Text("before"), payload.Text("head"));
        return name?.StartsWith(BranchPrefix, StringComparison.Ordinal) == true && GitHubNames.IsSha(before) && GitHubNames.IsSha(head)
            ? new(name[BranchPrefix.Length..], before!, head!, createdAt)
            : null;
    }
}
