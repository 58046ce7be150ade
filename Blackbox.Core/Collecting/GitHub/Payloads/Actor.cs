using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>An account as payloads name it: <c>{"login": "panjf2000", "type": "User"}</c>. A deleted one is null and shown as ghost.</summary>
internal readonly record struct Actor(string Login, bool IsBot)
{
    private const int MaxLoginLength = 100;

    public static Actor Ghost { get; } = new("ghost", false);

    public CollectedPerson Person => new(Login.ToLowerInvariant(), Login);

    public static Actor Of(JsonElement user)
    {
        var login = GitText.OneLine(user.Text("login") ?? "", MaxLoginLength).Trim();
        return login.Length == 0 ? Ghost : new(login, IsBotLogin(login) || user.Text("type") == "Bot");
    }

    public static bool IsBotLogin(string login) => login.EndsWith("[bot]", StringComparison.OrdinalIgnoreCase);
}
