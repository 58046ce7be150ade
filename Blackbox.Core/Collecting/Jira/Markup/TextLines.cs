using System.Text;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira.Markup;

/// <summary>What both kinds of markup share once it is plain text.</summary>
internal static class TextLines
{
    /// <summary>Puts something before the first line and something else before the others, as of a list's item.</summary>
    public static string Prefix(string text, string first, string others)
    {
        if (text.Length == 0)
            return first.TrimEnd();
        var result = new StringBuilder(text.Length + first.Length + 16);
        var isFirst = true;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!isFirst)
                result.Append('\n');
            var prefix = isFirst ? first : others;
            result.Append(line.IsEmpty ? prefix.AsSpan().TrimEnd() : prefix).Append(line);
            isFirst = false;
        }
        return result.ToString();
    }

    public static string Quote(string text) => Prefix(text, "> ", "> ");

    /// <summary>Without spaces at lines' ends and without more than one empty line in a row, cut to what an activity's body holds.</summary>
    public static string Tidy(string text)
    {
        var result = new StringBuilder(Math.Min(text.Length, Activity.MaxBodyLength + 1));
        var empty = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.TrimEnd();
            empty = line.IsEmpty ? empty + 1 : 0;
            if (empty > 1 || (line.IsEmpty && result.Length == 0))
                continue;
            result.Append(line).Append('\n');
            if (result.Length > Activity.MaxBodyLength + 1)
                break;
        }
        return Texts.Cut(result.ToString().TrimEnd(), Activity.MaxBodyLength);
    }
}
