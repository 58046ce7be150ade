using System.Globalization;
using System.Text;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Writes values into Jira's query language so that nothing of them is read as a part of the query.</summary>
public static class JqlText
{
    /// <summary>
    /// In quotes, within which only a quote and a backslash have a meaning; control characters are written as their codes, half a surrogate pair as U+FFFD.
    /// Reserved words and characters are only text there.
    /// </summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 => text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => text.Append(rune.ToString()),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary><c>project in ("ENG","OPS")</c>.</summary>
    /// <exception cref="ArgumentException">There are none: such a query is not understood.</exception>
    public static string In(string field, IReadOnlyCollection<string> values) => values.Count == 0
        ? throw new ArgumentException("A list in a query has at least one value.", nameof(values))
        : $"{field} in ({string.Join(',', values.Select(Quote))})";

    /// <inheritdoc cref="In(string, IReadOnlyCollection{string})"/>
    public static string In(string field, IReadOnlyCollection<long> values) => values.Count == 0
        ? throw new ArgumentException("A list in a query has at least one value.", nameof(values))
        : $"{field} in ({string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>Milliseconds of the Unix epoch, which mean the same in every time zone.</summary>
    public static string Moment(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
