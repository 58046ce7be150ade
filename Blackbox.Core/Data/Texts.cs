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
