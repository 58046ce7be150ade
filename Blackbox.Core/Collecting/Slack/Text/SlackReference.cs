using System.Buffers;
using System.Globalization;

namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>What stands between <c>&lt;</c> and <c>&gt;</c>: a mention, a channel, a link, a date.</summary>
internal static class SlackReference
{
    private const int MaxNameLength = 200;

    // Of the years 1970 to 2099.
    private const long MaxSeconds = 4_102_444_799;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create($"{Letters}_-");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create($"{Letters}0123456789+.-");

    /// <returns>How it is shown; null, and nothing is read, where there is none.</returns>
    public static string? Read(ReadOnlySpan<char> text, ref int position, SlackNames names)
    {
        var start = position + 1;
        // Another < before the > means that this one is none; so nothing is searched twice.
        var length = text[start..].IndexOfAny('<', '>');
        if (length <= 0 || text[start + length] != '>')
            return null;
        var inner = text.Slice(start, length);
        var bar = inner.IndexOf('|');
        var label = bar < 0 || bar + 1 == inner.Length ? null : MrkdwnText.Unescape(inner[(bar + 1)..]);
        var target = bar < 0 ? inner : inner[..bar];
        if (Show(target, label, names) is not { } shown)
            return null;
        position = start + length + 1;
        return shown;
    }

    /// <summary>A link's text and where it leads.</summary>
    /// <param name="label">Null for none.</param>
    public static string Link(string url, string? label)
    {
        if (string.IsNullOrWhiteSpace(label) || IsSame(url, label))
            return url;
        return $"{label} ({url})";
    }

    /// <summary>A date without a text of its own.</summary>
    /// <param name="seconds">Since 1970; null where it is none.</param>
    public static string? Date(ReadOnlySpan<char> seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(value).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : null;

    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 1 and <= 32 && !id.ContainsAnyExcept(IdCharacters);

    private static string? Show(ReadOnlySpan<char> target, string? label, SlackNames names) => target switch
    {
        ['@', .. var id] => IsId(id) ? names.User(id.ToString(), Name(label)) : null,
        ['#', .. var id] => IsId(id) ? names.Channel(id.ToString(), Name(label)) : null,
        ['!', .. var command] => Command(command, label),
        _ => Address(target, label),
    };

    // <!here>, <!subteam^S012|@team>, <!date^1392734382^{date_short}|18 February>
    private static string? Command(ReadOnlySpan<char> command, string? label)
    {
        var hat = command.IndexOf('^');
        var word = hat < 0 ? command : command[..hat];
        if (word.IsEmpty || word.ContainsAnyExcept(WordCharacters))
            return null;
        var rest = hat < 0 ? default : command[(hat + 1)..];
        if (label is not null)
            return word is "date" ? label : Name(label);
        if (word is not "date")
            return word is "subteam" && IsId(rest) ? $"@{rest}" : $"@{word}";
        var end = rest.IndexOf('^');
        return Date(end < 0 ? rest : rest[..end]);
    }

    private static string? Address(ReadOnlySpan<char> target, string? label)
    {
        var colon = target.IndexOf(':');
        if (colon <= 0 || colon + 1 == target.Length || !char.IsAsciiLetter(target[0]) || target[..colon].ContainsAnyExcept(SchemeCharacters)
            || target.ContainsAny(' ', '\n'))
            return null;
        var url = MrkdwnText.Unescape(target);
        return url[..colon] is "mailto" or "tel" ? Link(url[(colon + 1)..], label) : Link(url, label);
    }

    // <http://example.org|example.org>: Slack makes links of addresses that people type.
    private static bool IsSame(string url, string label)
    {
        var shown = url.AsSpan();
        return label.AsSpan().SequenceEqual(shown) || Bare(label).Equals(Bare(shown), StringComparison.OrdinalIgnoreCase);

        static ReadOnlySpan<char> Bare(ReadOnlySpan<char> address)
        {
            var scheme = address.IndexOf("://");
            return (scheme < 0 ? address : address[(scheme + 3)..]).TrimEnd('/');
        }
    }

    private static string? Name(string? label) => label is { Length: > MaxNameLength } ? label[..MaxNameLength] : label;
}
