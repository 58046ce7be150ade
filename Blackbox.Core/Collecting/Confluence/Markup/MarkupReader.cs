using System.Net;

namespace Blackbox.Core.Collecting.Confluence.Markup;

internal enum MarkupToken
{
    Text,

    /// <summary>Text that is not unescaped: <c>&lt;![CDATA[ … ]]&gt;</c>.</summary>
    Verbatim,
    Open,
    Close,
}

/// <summary>
/// Reads XHTML token by token, forgiving whatever is malformed, in one pass. Declarations and processing instructions are passed over, so there are no
/// entities but the standard ones and nothing outside is ever read.
/// </summary>
internal ref struct MarkupReader(ReadOnlySpan<char> source)
{
    private const string CdataStart = "<![CDATA[";
    private const string CommentStart = "<!--";

    private readonly ReadOnlySpan<char> _source = source;
    private int _at;

    public MarkupToken Token { get; private set; }

    /// <summary>Of text as it stands in the source.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Of an element, with its prefix.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The element has no content: <c>&lt;br/&gt;</c>.</summary>
    public bool IsEmpty { get; private set; }

    private ReadOnlySpan<char> _attributes;

    public bool Read()
    {
        while (_at < _source.Length)
        {
            if (_source[_at] != '<')
            {
                TakeText(1);
                return true;
            }
            var rest = _source[_at..];
            if (rest.StartsWith(CdataStart))
            {
                Text = TakeUntil(CdataStart.Length, "]]>");
                Token = MarkupToken.Verbatim;
                return true;
            }
            if (rest.StartsWith(CommentStart))
                TakeUntil(CommentStart.Length, "-->");
            else if (rest.StartsWith("<!"))
                PassDeclaration(rest);
            else if (rest.StartsWith("<?"))
                TakeUntil(2, "?>");
            else if (TryTakeTag(rest))
                return true;
            else
            {
                TakeText(1);
                return true;
            }
        }
        return false;
    }

    /// <returns>Null where the element has no such attribute.</returns>
    public readonly string? Attribute(ReadOnlySpan<char> name)
    {
        var rest = _attributes;
        while (true)
        {
            rest = rest.TrimStart();
            var end = rest.IndexOfAny("= \t\r\n");
            if (end <= 0)
                return null;
            var found = rest[..end];
            rest = rest[end..].TrimStart();
            if (rest.IsEmpty || rest[0] != '=')
                continue;
            rest = rest[1..].TrimStart();
            var value = TakeValue(ref rest);
            if (found.SequenceEqual(name))
                return WebUtility.HtmlDecode(value.ToString());
        }
    }

    private static ReadOnlySpan<char> TakeValue(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
            return rest;
        if (rest[0] is not ('"' or '\''))
        {
            var end = rest.IndexOfAny(" \t\r\n");
            var bare = end < 0 ? rest : rest[..end];
            rest = rest[bare.Length..];
            return bare;
        }
        var close = rest[1..].IndexOf(rest[0]);
        var value = close < 0 ? rest[1..] : rest.Slice(1, close);
        rest = close < 0 ? [] : rest[(close + 2)..];
        return value;
    }

    // At least the given number of characters, up to the next tag.
    private void TakeText(int atLeast)
    {
        var next = _source[(_at + atLeast)..].IndexOf('<');
        var end = next < 0 ? _source.Length : _at + atLeast + next;
        Text = _source[_at..end];
        Token = MarkupToken.Text;
        _at = end;
    }

    // What is never closed goes on to the end.
    private ReadOnlySpan<char> TakeUntil(int skipped, ReadOnlySpan<char> mark)
    {
        var start = _at + skipped;
        var length = _source[start..].IndexOf(mark);
        _at = length < 0 ? _source.Length : start + length + mark.Length;
        return length < 0 ? _source[start..] : _source.Slice(start, length);
    }

    // <!DOCTYPE page [ <!ENTITY a "b"> ]>
    private void PassDeclaration(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('[', '>');
        if (end >= 0 && rest[end] == '[')
            TakeUntil(end, "]>");
        else
            _at = end < 0 ? _source.Length : _at + end + 1;
    }

    // <ac:link ac:anchor="a">, <br/>, </p>. A tag ends at the latest where another one begins.
    private bool TryTakeTag(ReadOnlySpan<char> rest)
    {
        var isClose = rest.Length > 1 && rest[1] == '/';
        var start = isClose ? 2 : 1;
        if (start >= rest.Length || !char.IsAsciiLetter(rest[start]))
            return false;
        if (TagEnd(rest, start) is not (> 0 and var end))
            return false;
        var inside = rest[start..end];
        IsEmpty = inside[^1] == '/';
        if (IsEmpty)
            inside = inside[..^1];
        var nameEnd = inside.IndexOfAny(" \t\r\n/");
        Name = nameEnd < 0 ? inside : inside[..nameEnd];
        _attributes = nameEnd < 0 ? [] : inside[nameEnd..];
        Token = isClose ? MarkupToken.Close : MarkupToken.Open;
        _at += end + 1;
        return true;
    }

    private static int TagEnd(ReadOnlySpan<char> rest, int start)
    {
        for (var at = start; at < rest.Length;)
        {
            var found = rest[at..].IndexOfAny("<>\"'");
            if (found < 0)
                return -1;
            at += found;
            if (rest[at] == '>')
                return at;
            if (rest[at] == '<')
                return -1;
            var closing = rest[(at + 1)..].IndexOfAny(rest[at], '<');
            if (closing < 0 || rest[at + 1 + closing] == '<')
                return -1;
            at += closing + 2;
        }
        return -1;
    }
}
