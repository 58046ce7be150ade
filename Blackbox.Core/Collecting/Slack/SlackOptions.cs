using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>
/// How often Slack is asked, by method and workspace; section <c>Slack</c>. Slack publishes what it allows at least, and its answers tell nothing: who was
/// allowed more says so here.
/// </summary>
/// <remarks>https://docs.slack.dev/apis/web-api/rate-limits.</remarks>
public sealed class SlackOptions
{
    public const string Section = "Slack";

    /// <summary>Lists of channels and members a minute (tier 2).</summary>
    [Range(1, 1_000_000)]
    public int ListsPerMinute { get; set; } = 20;

    /// <summary>Pages of channels and of threads a minute, each (tier 3).</summary>
    [Range(1, 1_000_000)]
    public int MessagesPerMinute { get; set; } = 50;

    /// <summary>Single members a minute (tier 4).</summary>
    [Range(1, 1_000_000)]
    public int MembersPerMinute { get; set; } = 100;

    /// <summary>Pages of channels and of threads a minute, each, for an app that is distributed outside of Slack's directory.</summary>
    [Range(1, 1_000_000)]
    public int UnlistedMessagesPerMinute { get; set; } = 1;
}
