using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators.Slack;

/// <summary>What the simulated workspace is like, and how the server behaves. The same options give the same workspace.</summary>
public sealed class SlackSimulatorOptions : SimulatorOptions
{
    /// <summary>A bot token with all scopes that a collector needs. It is good for nothing else, so it is no secret.</summary>
    public const string BotToken = "xoxb-" + OrganisationToken;

    public SlackSimulatorOptions() => PathPrefix = "/api";

    /// <summary>
    /// The app is not in Slack's directory: history and replies are answered <see cref="UnlistedPerMinute"/> times a minute each, with
    /// 15 messages at most.
    /// </summary>
    public bool Unlisted { get; set; }

    /// <summary>Requests a minute, token and method, of the methods of tier 2.</summary>
    [Range(1, int.MaxValue)]
    public int Tier2 { get; set; } = 20;

    /// <inheritdoc cref="Tier2"/>
    [Range(1, int.MaxValue)]
    public int Tier3 { get; set; } = 50;

    /// <inheritdoc cref="Tier2"/>
    [Range(1, int.MaxValue)]
    public int Tier4 { get; set; } = 100;

    [Range(1, int.MaxValue)]
    public int UnlistedPerMinute { get; set; } = 1;

    /// <summary>Messages of the channel <c>#parcels</c> on the day before the last, made when they are read; 0: there is no such channel.</summary>
    [Range(0, 1_000_000)]
    public int BusyChannelMessages { get; set; }

    /// <summary>The channel <c>#random</c> with a message and its thread, as Slack's own documentation shows them. They are from 2017.</summary>
    public bool RecordedChannel { get; set; }

    /// <summary>Tokens beside <see cref="BotToken"/>.</summary>
    public IList<SimulatedSlackToken> Tokens { get; } = [];
}

/// <summary>A bot token that the simulator knows. All belong to one app and see the channels that its bot is in.</summary>
public sealed record SimulatedSlackToken
{
    public static IReadOnlyList<string> AllScopes { get; } =
        ["channels:history", "channels:read", "groups:history", "groups:read", "team:read", "users:read", "users:read.email"];

    public required string Name { get; init; }

    /// <summary>As <c>xoxb-…</c>.</summary>
    public required string Value { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = AllScopes;

    /// <summary>What every request is answered with, as <c>token_revoked</c> or <c>account_inactive</c>; null for a good token.</summary>
    public string? Error { get; init; }
}
