using Blackbox.Core.Collecting.Slack.Client;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>How Slack is connected on the connections page.</summary>
internal static class SlackConnectionForm
{
    public static readonly ConnectionForm Form = new("Connect Slack",
    [
        new("token", "Bot token", FieldKind.Secret)
        {
            Placeholder = "xoxb-…",
            Help = "The Bot User OAuth Token of an app of your workspace. It is kept encrypted and never shown again.",
            IsRequired = true,
        },
        new("channels", "Only these channels, one a line", FieldKind.Lines) { Placeholder = "general", IsMore = true },
        new("unlisted", "Slack lets this app ask for messages once a minute only", FieldKind.Checkbox) { IsMore = true },
        new("baseUrl", "Address of another Slack's API", FieldKind.Url) { Placeholder = SlackDialect.DefaultAddress, IsMore = true },
    ])
    {
        Explanation = "Invite the bot to the channels that it is to read: /invite @its-name.",
        MoreTitle = "Chosen channels, slow apps",
        MoreExplanation = "With none of these, all channels that the bot is in are read. docs/platforms/slack.md says how to make the app.",
    };

    public static string NameOf(SlackSettings settings) => settings.Channels switch
    {
        [] => "Slack",
        [var only] => $"Slack #{only}",
        [var first, ..] => $"Slack #{first} and {settings.Channels.Count - 1} more",
    };
}
