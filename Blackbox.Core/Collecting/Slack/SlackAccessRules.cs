using Blackbox.Core.Collecting.Slack.Client;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>Says whether a base URL and a token can be ones of Slack, without asking it.</summary>
internal static class SlackAccessRules
{
    /// <returns>What is wrong, without repeating the token; null when nothing is.</returns>
    public static string? Check(string? baseUrl, string? token) => SlackDialect.Problem(baseUrl) ?? CheckToken(token?.Trim());

    private static string? CheckToken(string? token) => token switch
    {
        null or "" => "A Slack connection needs a bot token; docs/platforms/slack.md says how to make an app that has one.",
        { Length: > SlackDialect.MaxTokenLength } => $"A token has at most {SlackDialect.MaxTokenLength} characters.",
        _ when token.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "The token holds a space or line break; copy it again, without what stands around it.",
        _ when token.Any(c => c > '~') => "The token holds a character that no token has; copy it again.",
        _ when token.StartsWith("xoxb-", StringComparison.Ordinal) || token.StartsWith("xoxe.xoxb-", StringComparison.Ordinal) => null,
        _ when token.StartsWith("xapp-", StringComparison.Ordinal) => "This is the app's own token; the one of its bot is needed, the Bot User OAuth Token, which begins with xoxb-.",
        _ when token.StartsWith("xoxp-", StringComparison.Ordinal) => "This is a person's token, which sees what only they may see; the Bot User OAuth Token is needed, which begins with xoxb-.",
        _ => "A bot token begins with xoxb-; copy the Bot User OAuth Token of the app.",
    };
}
