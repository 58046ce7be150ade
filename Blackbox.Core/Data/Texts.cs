using System.Globalization;

namespace Blackbox.Core.Data;

/// <summary>Makes any text fit for a column.</summary>
public static class Texts
{
    private const string Mark = "…";

    /// <summary>At most <paramref name="length"/> UTF-16 units, never half a surrogate pair, with an ellipsis where something was cut off.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = length - Mark.Length;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), Mark);
    }

    /// <summary>PostgreSQL holds neither NUL nor half a surrogate pair: both become U+FFFD.</summary>
    public static string Storable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0'))
            return text;
        var bad = IndexOfUnstorable(text, 0);
        if (bad < 0)
            return text;
        return string.Create(text.Length, (text, bad), static (span, state) =>
        {
            state.text.CopyTo(span);
            for (var index = state.bad; index >= 0; index = IndexOfUnstorable(span, index + 1))
                span[index] = '\uFFFD';
        });
    }

    /// <summary>The same for a JSON text, whose escapes <c>jsonb</c> reads: <c>\u0000</c> and half pairs as <c>\ud800</c> become <c>\uFFFD</c>.</summary>
    public static string StorableJson(string json)
    {
        json = Storable(json);
        if (!json.Contains(@"\u", StringComparison.Ordinal))
            return json;
        var result = json.ToCharArray();
        for (var index = json.IndexOf('\\'); index >= 0 && index + 1 < json.Length; index = json.IndexOf('\\', index))
        {
            if (!TryUnescape(json, index, out var unit))
            {
                index += 2;
                continue;
            }
            var isPair = char.IsHighSurrogate(unit) && TryUnescape(json, index + EscapeLength, out var low) && char.IsLowSurrogate(low);
            if (unit == '\0' || (char.IsSurrogate(unit) && !isPair))
                "FFFD".CopyTo(0, result, index + 2, 4);
            index += isPair ? 2 * EscapeLength : EscapeLength;
        }
        return new string(result);
    }

    private const int EscapeLength = 6;

    private static bool TryUnescape(string json, int index, out char unit)
    {
        unit = default;
        if (index + EscapeLength > json.Length || json[index] != '\\' || json[index + 1] != 'u'
            || !ushort.TryParse(json.AsSpan(index + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        unit = (char)value;
        return true;
    }

    private static int IndexOfUnstorable(ReadOnlySpan<char> text, int start)
    {
        for (var index = start; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '\0')
                return index;
            if (!char.IsSurrogate(character))
                continue;
            if (!char.IsHighSurrogate(character) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
                return index;
            index++;
        }
        return -1;
    }
}
