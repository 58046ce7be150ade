using System.Globalization;
using System.Text.RegularExpressions;

namespace Blackbox.Simulators.Slack.Model;

/// <summary>The first line of a message as people see it. It knows the mrkdwn that the simulated people use, and no more.</summary>
internal static partial class PlainText
{
    private static readonly Dictionary<string, string> Emoji = new()
    {
        ["rocket"] = "🚀",
        ["coffee"] = "☕",
        ["pray"] = "🙏",
        ["see_no_evil"] = "🙈",
        ["tada"] = "🎉",
        ["eyes"] = "👀",
        ["+1"] = "👍",
        ["upside_down_face"] = "🙃",
    };

    public static string FirstLine(Workspace workspace, string text)
    {
        var line = text.Split('\n')[0];
        line = Mark().Replace(line, "$2");
        line = Reference().Replace(line, match => Show(workspace, match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : null));
        line = EmojiName().Replace(line, match => Emoji.GetValueOrDefault(match.Groups[1].Value, match.Value));
        return line.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal).Trim();
    }

    private static string Show(Workspace workspace, string target, string? label) => target[0] switch
    {
        '@' => "@" + (workspace.FindMember(target[1..])?.Shown ?? label ?? target[1..]),
        // What a private channel is called, not everybody may know.
        '#' => "#" + (workspace.FindChannel(target[1..]) is { IsPrivate: false } channel ? channel.Name : label ?? target[1..]),
        '!' => label ?? "@" + target[1..],
        _ => Link(target, label),
    };

    private static string Link(string target, string? label)
    {
        var shown = target.StartsWith("mailto:", StringComparison.Ordinal) ? target["mailto:".Length..] : target;
        return label is null || label == shown ? shown : string.Create(CultureInfo.InvariantCulture, $"{label} ({shown})");
    }

    [GeneratedRegex(@"(?<![\w<|/])([*_~`])(\S(?:[^\n]*?\S)?)\1(?![\w])")]
    private static partial Regex Mark();

    [GeneratedRegex(@"<([@#!][^>|]+|[a-z]+:[^>|]+)(?:\|([^>]*))?>")]
    private static partial Regex Reference();

    [GeneratedRegex(@":([a-z0-9_+-]+):")]
    private static partial Regex EmojiName();
}
