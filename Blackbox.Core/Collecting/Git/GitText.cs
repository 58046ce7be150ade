using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Makes texts of unknown origin fit.</summary>
internal static class GitText
{
    private const char Ellipsis = '…';

    /// <summary>At most <paramref name="length"/> characters; the last one is an ellipsis when something was cut. No pair of surrogates is halved.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = length - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), [Ellipsis]);
    }

    /// <summary>For messages: control characters become spaces, and it is cut.</summary>
    public static string OneLine(string text, int length)
    {
        var cut = new StringBuilder(Cut(text.Trim(), length));
        for (var i = 0; i < cut.Length; i++)
        {
            if (char.IsControl(cut[i]))
                cut[i] = ' ';
        }
        return cut.ToString();
    }
}
