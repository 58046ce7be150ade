using System.Text.Json;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>
/// Somebody as payloads name them: <c>{"type": "known", "accountId": "5b10…", "accountType": "atlassian", "displayName": "Ada"}</c> on Cloud,
/// <c>{"type": "known", "username": "ada", "userKey": "ff80…", "displayName": "Ada"}</c> on a server. Who is not logged in, and who was deleted without a
/// trace, is anonymous.
/// </summary>
internal readonly record struct Author(string Key, string Name, bool IsBot)
{
    private const int MaxKeyLength = 200;

    public static Author Anonymous { get; } = new("anonymous", "Anonymous", false);

    public CollectedPerson Person => new(Key, Name);

    public static Author Of(JsonElement user)
    {
        var key = Line(user.Text("accountId")) ?? Line(user.Text("userKey")) ?? Line(user.Text("username"));
        if (key is null)
            return Anonymous;
        var name = Line(user.Text("displayName")) ?? Line(user.Text("publicName")) ?? Line(user.Text("username")) ?? key;
        return new(key, name, user.Text("accountType") == "app");
    }

    private static string? Line(string? text) => text is not null && GitText.OneLine(text, MaxKeyLength).Trim() is { Length: > 0 } line ? line : null;
}
