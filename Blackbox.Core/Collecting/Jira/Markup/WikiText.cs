using System.Text;
using System.Text.RegularExpressions;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira.Markup;

/// <summary>
/// Jira's wiki markup to plain text: <c>h2. Why {quote}said{quote} *bold* [a page|https://example.org] [~ada] !chart.png|thumbnail!</c>. Lists keep
/// their marks, quotes a <c>&gt;</c>, code stays as it is, links keep their address. Never throws, and takes time in proportion to the text.
/// </summary>
internal static partial class WikiText
{
    /// <summary>Characters that are looked at; more than a body holds, because marks go.</summary>
    private const int MaxCharacters = 4 * Activity.MaxBodyLength;

    /// <summary>Marks of a list's item; deeper ones are told as this deep.</summary>
    private const int MaxLevels = 10;

    /// <param name="nameOf">The display name of a user's name, key or account id; null where it is not known.</param>
    public static string ToText(string? markup, Func<string, string?>? nameOf = null)
    {
        if (string.IsNullOrWhiteSpace(markup))
            return "";
        var text = Texts.Cut(markup, MaxCharacters).ReplaceLineEndings("\n");
        return TextLines.Tidy(new Page(text, new(nameOf ?? (_ => null))).Write());
    }

    /// <summary>Blocks that span lines, found one after the other; what stands between them is read line by line.</summary>
    private sealed class Page(string text, WikiInline inline)
    {
        private readonly StringBuilder _result = new();
        private readonly int[] _counts = new int[MaxLevels + 1];
        private bool _isQuoted;

        public string Write()
        {
            var position = 0;
            var unclosed = new HashSet<string>(StringComparer.Ordinal);
            foreach (Match block in Blocks().Matches(text))
            {
                if (block.Index < position)
                    continue;
                var name = block.Groups["name"].Value;
                var isVerbatim = name is "code" or "noformat";
                var end = isVerbatim && !unclosed.Contains(name) ? text.IndexOf($"{{{name}}}", block.Index + block.Length, StringComparison.Ordinal) : -1;
                if (isVerbatim && end < 0)
                    unclosed.Add(name);
                Lines(text.AsSpan(position, block.Index - position));
                position = block.Index + block.Length;
                if (end >= 0)
                {
                    Verbatim(text.AsSpan(position, end - position));
                    position = end + name.Length + 2;
                }
                else if (name == "quote")
                {
                    EndLine();
                    _isQuoted = !_isQuoted;
                }
                else if (!isVerbatim)
                {
                    EndLine();
                    Line(WikiInline.TitleOf(block.Groups["settings"].Value));
                }
            }
            Lines(text.AsSpan(position));
            return _result.ToString();
        }

        private void Verbatim(ReadOnlySpan<char> code)
        {
            EndLine();
            foreach (var line in code.Trim('\n').EnumerateLines())
                Line(line);
        }

        // What stands after a block's end goes on in a new line.
        private void Lines(ReadOnlySpan<char> lines)
        {
            if (lines.IsWhiteSpace())
            {
                if (lines.Count('\n') > 1)
                    Line("");
                return;
            }
            if (_result.Length > 0)
                lines = lines.TrimStart(' ');
            if (lines[0] == '\n')
                lines = lines[1..];
            if (lines[^1] == '\n')
                lines = lines[..^1];
            foreach (var line in lines.EnumerateLines())
                Line(Markup(line));
        }

        private string Markup(ReadOnlySpan<char> raw)
        {
            var line = raw.Trim();
            if (line.Length == 0)
            {
                Array.Clear(_counts);
                return "";
            }
            if (line.Length > 3 && line[0] == 'h' && line[1] is >= '1' and <= '6' && line[2] == '.' && line[3] == ' ')
                return Text(line[4..]);
            if (line.StartsWith("bq. "))
                return TextLines.Quote(Text(line[4..]));
            if (line.Length >= 4 && !line.ContainsAnyExcept('-'))
                return "---";
            if (line[0] == '|')
                return Row(line);
            var marks = line.IndexOfAnyExcept("*#-");
            if (marks > 0 && line[marks] is ' ' or '\t' && (marks == 1 || line[0] != '-'))
                return Item(line[..marks], line[marks..]);
            Array.Clear(_counts);
            return Text(line);
        }

        private string Item(ReadOnlySpan<char> marks, ReadOnlySpan<char> rest)
        {
            var level = Math.Min(marks.Length, MaxLevels);
            Array.Clear(_counts, level + 1, MaxLevels - level);
            var isNumbered = marks[^1] == '#';
            var sign = isNumbered ? $"{++_counts[level]}. " : "- ";
            if (!isNumbered)
                _counts[level] = 0;
            return new string(' ', 2 * (level - 1)) + sign + Text(rest.Trim());
        }

        // ||Name||Size|| or |a|b|; bars within links, images and braces belong to them.
        private string Row(ReadOnlySpan<char> line)
        {
            var cells = new List<string>();
            var (start, open) = (0, '\0');
            var (lastBracket, lastBrace) = (line.LastIndexOf(']'), line.LastIndexOf('}'));
            for (var i = 0; i <= line.Length; i++)
            {
                var character = i < line.Length ? line[i] : '|';
                if (open != '\0' && i < line.Length)
                {
                    open = character == open ? '\0' : open;
                    continue;
                }
                open = character switch
                {
                    '[' when i < lastBracket => ']',
                    '{' when i < lastBrace => '}',
                    '!' when IsImage(line, i) => '!',
                    _ => '\0',
                };
                if (character != '|')
                    continue;
                if (i > start && !line[start..i].IsWhiteSpace())
                    cells.Add(Text(line[start..i].Trim()));
                else if (i > start && i < line.Length)
                    cells.Add("");
                start = i + 1;
            }
            return string.Join(" | ", cells);
        }

        private static bool IsImage(ReadOnlySpan<char> line, int at)
        {
            var rest = line[(at + 1)..];
            var end = rest.IndexOf('!');
            return end > 0 && !char.IsWhiteSpace(rest[0]) && rest[..end].Contains('.');
        }

        private string Text(ReadOnlySpan<char> line) => inline.ToText(line.ToString());

        private void Line(ReadOnlySpan<char> line)
        {
            // A line of markup may have become several.
            foreach (var part in line.EnumerateLines())
                _result.Append(_isQuoted ? part.IsEmpty ? ">" : "> " : "").Append(part).Append('\n');
        }

        private void EndLine()
        {
            if (_result.Length > 0 && _result[^1] != '\n')
                _result.Append('\n');
        }
    }

    [GeneratedRegex(@"\{(?<name>code|noformat|quote|panel|expand)(?<settings>:[^{}\n]*)?\}")]
    private static partial Regex Blocks();
}
