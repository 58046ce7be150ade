using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Blackbox.Core.Collecting.Jira.Markup;

/// <summary>Wiki markup within a line: emphasis, links, mentions, images, macros. Names such as <c>snake_case</c> and addresses stay as they are.</summary>
internal sealed partial class WikiInline(Func<string, string?> nameOf)
{
    private const string Emphasis = "*_-+^~";
    private const int MaxNameLength = 300;

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t<>\"|]}");

    public string ToText(string line)
    {
        line = Macros().Replace(line, macro => macro.Groups["name"].Value == "status" ? TitleOf(macro.Groups["settings"].Value) : "");
        return new Scan(line.Replace("&nbsp;", " ", StringComparison.Ordinal), nameOf).Write();
    }

    /// <summary>One pass over a line. Where a mark's end was looked for in vain, or found, is remembered, so that nothing is searched twice.</summary>
    private sealed class Scan(string line, Func<string, string?> nameOf)
    {
        private readonly StringBuilder _text = new(line.Length);
        private readonly HashSet<int> _ends = [];
        private readonly int[] _nextEnd = [-1, -1, -1, -1, -1, -1];
        private int _nextBracket = -1;
        private int _nextBraces = -1;
        private int _nextImageEnd = -1;
        private int _position;

        public string Write()
        {
            while (_position < line.Length)
            {
                if (_ends.Remove(_position))
                    _position++;
                else if (!TryAddress() && !TryBracket() && !TryImage() && !TryBraces() && !TryEmphasis() && !TryEscape())
                    _text.Append(line[_position++]);
            }
            return _text.ToString();
        }

        private char Current => line[_position];
        private char At(int index) => index >= 0 && index < line.Length ? line[index] : ' ';

        // Nothing in an address is markup.
        private bool TryAddress()
        {
            if (Current is not ('h' or 'f') || char.IsLetterOrDigit(At(_position - 1)) || LengthOfScheme(_position) == 0)
                return false;
            var length = line.AsSpan(_position).IndexOfAny(AddressEnds);
            var address = line.AsSpan(_position, length < 0 ? line.Length - _position : length);
            _text.Append(address);
            _position += address.Length;
            return true;
        }

        private int LengthOfScheme(int at)
        {
            var rest = line.AsSpan(at);
            return rest.StartsWith("https://") ? 8 : rest.StartsWith("http://") ? 7 : rest.StartsWith("ftp://") ? 6 : 0;
        }

        private bool TryBracket()
        {
            if (Current != '[' || IndexOf(']', ref _nextBracket) is not (> 0 and var end))
                return false;
            var inner = line[(_position + 1)..end];
            // [[x|y]] and unclosed ones: the last opening counts.
            if (inner.Contains('[', StringComparison.Ordinal) || inner.Length > 2 * Activity.MaxUrlLength || Link(inner) is not { } shown)
                return false;
            _text.Append(shown);
            _position = end + 1;
            return true;
        }

        /// <returns>Null for what is no link but text in brackets.</returns>
        private string? Link(string inner)
        {
            if (inner.StartsWith('~'))
                return Mention(inner[1..]);
            if (inner.StartsWith('^'))
                return inner.Length > 1 ? inner[1..] : null;
            var bar = inner.IndexOf('|', StringComparison.Ordinal);
            var text = bar < 0 ? "" : inner[..bar].Trim();
            var address = (bar < 0 ? inner : inner[(bar + 1)..].Split('|')[0]).Trim();
            if (!IsAddress(address, isNamed: bar > 0))
                return null;
            text = new Scan(text, nameOf).Write();
            address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address.TrimStart('^');
            return text.Length == 0 || text == address ? address : $"{text} ({address})";
        }

        // [WIP] and [a|b] are text; [a|ENG-1] names an issue.
        private static bool IsAddress(string text, bool isNamed) =>
            text.Contains("://", StringComparison.Ordinal) || text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            || (isNamed && text.Length > 1 && (text[0] is '#' or '/' or '^' || IssueKey().IsMatch(text)));

        // [~ada], [~accountid:5f8d380729bd8a006f5a90a0]
        private string? Mention(string who)
        {
            if (who.Length is 0 or > MaxNameLength || who.Contains('|', StringComparison.Ordinal))
                return null;
            var isAccount = who.StartsWith("accountid:", StringComparison.OrdinalIgnoreCase);
            var id = isAccount ? who["accountid:".Length..] : who;
            return "@" + (nameOf(id) ?? (isAccount ? "somebody" : id));
        }

        // !chart.png|thumbnail!, !https://example.org/chart.png!
        private bool TryImage()
        {
            if (Current != '!' || char.IsLetterOrDigit(At(_position - 1)) || char.IsWhiteSpace(At(_position + 1))
                || IndexOf('!', ref _nextImageEnd) is not (> 0 and var end) || end - _position > MaxNameLength + 200)
                return false;
            var name = line[(_position + 1)..end].Split('|')[0].Trim();
            if (name.Length == 0 || !ImageName().IsMatch(name))
                return false;
            _text.Append('[').Append(name).Append(']');
            _position = end + 1;
            return true;
        }

        // {{monospaced}}: what is in it is no markup. {*}bold{*}: emphasis within a word.
        private bool TryBraces()
        {
            if (Current != '{')
                return false;
            if (At(_position + 2) == '}' && Emphasis.Contains(At(_position + 1), StringComparison.Ordinal))
            {
                _position += 3;
                return true;
            }
            if (At(_position + 1) != '{' || IndexOf('}', ref _nextBraces) is not (> 0 and var end) || At(end + 1) != '}' || end == _position + 2)
                return false;
            _text.Append(line, _position + 2, end - _position - 2);
            _position = end + 2;
            return true;
        }

        private bool TryEmphasis()
        {
            var mark = Emphasis.IndexOf(Current, StringComparison.Ordinal);
            if (mark < 0 && !(Current == '?' && At(_position + 1) == '?'))
                return false;
            if (mark < 0)
                return TryCitation();
            var next = At(_position + 1);
            if (char.IsLetterOrDigit(At(_position - 1)) || char.IsWhiteSpace(next) || next == Current || At(_position - 1) == Current
                || ")]},.;:/".Contains(next, StringComparison.Ordinal))
                return false;
            if (_nextEnd[mark] <= _position)
                _nextEnd[mark] = EndOf(Current, _position + 1);
            if (_nextEnd[mark] == line.Length || !_ends.Add(_nextEnd[mark]))
                return false;
            _position++;
            return true;
        }

        private bool TryCitation()
        {
            var end = line.IndexOf("??", _position + 2, StringComparison.Ordinal);
            if (end <= _position + 2 || end - _position > MaxNameLength)
                return false;
            _text.Append(line, _position + 2, end - _position - 2);
            _position = end + 2;
            return true;
        }

        private int EndOf(char mark, int from)
        {
            for (var i = from + 1; i < line.Length; i++)
            {
                if (line[i] == mark && !char.IsWhiteSpace(line[i - 1]) && line[i - 1] != mark && At(i + 1) != mark && !char.IsLetterOrDigit(At(i + 1)))
                    return i;
            }
            return line.Length;
        }

        // \* is a star, \\ a line's end.
        private bool TryEscape()
        {
            if (Current != '\\' || _position + 1 >= line.Length)
                return false;
            var next = line[_position + 1];
            if (next == '\\')
                _text.Append('\n');
            else if ("*_-+^~{}[]|!?#".Contains(next, StringComparison.Ordinal))
                _text.Append(next);
            else
                return false;
            _position += 2;
            _ends.Remove(_position - 1);
            return true;
        }

        /// <returns>Where the character stands next; 0 where it does not any more.</returns>
        private int IndexOf(char character, ref int known)
        {
            if (known != 0 && known <= _position)
                known = Math.Max(line.IndexOf(character, _position + 1), 0);
            return known;
        }
    }

    /// <summary>Of <c>:title=My title|borderStyle=solid</c> the title.</summary>
    public static string TitleOf(string settings)
    {
        foreach (var setting in settings.TrimStart(':').Split('|'))
        {
            if (setting.TrimStart() is var one && one.StartsWith("title=", StringComparison.Ordinal))
                return one["title=".Length..].Trim();
        }
        return "";
    }

    // Of {color:red} and the like only what stands between them matters; {id} and other braces are text.
    [GeneratedRegex(@"\{(?<name>color|anchor|toc|info|note|tip|warning|section|column|cloak|html|excerpt|spoiler|csv|chart|status)(?<settings>:[^{}\n]*)?\}")]
    private static partial Regex Macros();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,50}-[0-9]{1,12}\z")]
    private static partial Regex IssueKey();

    [GeneratedRegex(@"^(?:https?://\S+|[^!<>|\n]+\.[A-Za-z0-9]{2,5})\z")]
    private static partial Regex ImageName();
}
