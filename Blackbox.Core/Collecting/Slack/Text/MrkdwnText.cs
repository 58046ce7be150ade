using System.Text;

namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>
/// Slack's markup as plain text: mentions, channels and links by name, emoji as characters, no marks of bold, italic, struck out and code. Takes any
/// text, in time that grows with its length only.
/// </summary>
/// <remarks>The format: https://docs.slack.dev/messaging/formatting-message-text.</remarks>
internal static class MrkdwnText
{
    /// <summary>Characters of a text that are read; Slack's own limit is 40,000.</summary>
    public const int MaxLength = 4 * Activity.MaxBodyLength;

    /// <param name="mrkdwn">As in a message's <c>text</c>: <c>Ask &lt;@U1&gt; *now* &amp;amp; see &lt;https://a.example|this&gt;</c>.</param>
    public static string ToPlain(string mrkdwn, SlackNames names) => new MrkdwnReader(Bounded(mrkdwn), names).Read();

    /// <summary>Text without markup: only entities and names of emoji are resolved.</summary>
    public static string Literal(string text)
    {
        var bounded = Bounded(text);
        var plain = new StringBuilder(bounded.Length);
        for (var i = 0; i < bounded.Length;)
        {
            if (bounded[i] == '&' && ReadEntity(bounded, ref i) is { } character)
                plain.Append(character);
            else if (bounded[i] == ':' && !EndsWord(plain) && ReadEmoji(bounded, ref i) is { } emoji)
                plain.Append(emoji);
            else
                plain.Append(bounded[i++]);
        }
        return plain.ToString();
    }

    /// <summary>Only these three are escaped.</summary>
    /// <returns>Null, and nothing is read, where there is none.</returns>
    public static char? ReadEntity(ReadOnlySpan<char> text, ref int position)
    {
        var rest = text[position..];
        var (length, character) =
            rest.StartsWith("&lt;") ? (4, '<')
            : rest.StartsWith("&gt;") ? (4, '>')
            : rest.StartsWith("&amp;") ? (5, '&')
            : default;
        position += length;
        return length == 0 ? null : character;
    }

    public static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
            plain.Append(ReadEntity(text, ref i) ?? text[i++]);
        return plain.ToString();
    }

    /// <summary>Reads <c>:tada:</c>.</summary>
    /// <returns>Null, and nothing is read, where there is no name that is known.</returns>
    public static string? ReadEmoji(ReadOnlySpan<char> text, ref int position)
    {
        var start = position + 1;
        var end = start;
        while (end < text.Length && end - start <= EmojiNames.MaxLength && IsOfEmojiName(text[end]))
            end++;
        if (end >= text.Length || text[end] != ':' || EmojiNames.Find(text[start..end]) is not { } character)
            return null;
        position = end + 1;
        return character;
    }

    private static bool IsOfEmojiName(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '+' or '\'';

    private static bool EndsWord(StringBuilder text) => text.Length > 0 && char.IsAsciiLetterOrDigit(text[^1]);

    private static string Bounded(string text) => (text.Length > MaxLength ? text[..MaxLength] : text).ReplaceLineEndings("\n");
}
