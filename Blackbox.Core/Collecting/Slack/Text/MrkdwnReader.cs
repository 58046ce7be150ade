using System.Text;

namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>Reads one text once, from its start to its end.</summary>
internal sealed class MrkdwnReader(string text, SlackNames names)
{
    private const string Fence = "```";
    private const string Quote = "> ";

    private readonly StringBuilder _plain = new(text.Length);

    // Marks that may begin something, where they stand in the result. A mark of one kind is open once at most.
    private readonly List<(char Mark, int At)> _open = [];

    // Marks that turned out to be some; taken out at the end.
    private readonly List<int> _marks = [];

    private int _at;
    private char _before = '\n';
    private bool _wasEmoji;
    private bool _quotesRest;
    private bool _hasNoMoreFences;

    public string Read()
    {
        while (_at < text.Length && _plain.Length <= Activity.MaxBodyLength + _marks.Count)
        {
            if (_before == '\n' && IsNewLine())
                continue;
            var wasEmoji = _wasEmoji;
            _wasEmoji = false;
            var isRead = text[_at] switch
            {
                '<' => TryReference(),
                '&' => TryEntity(),
                '`' => TryFence() || TryCode(),
                ':' => TryEmoji(wasEmoji),
                '*' or '_' or '~' => TryMark(),
                _ => false,
            };
            if (!isRead)
                Append(text[_at++]);
        }
        return WithoutMarks();
    }

    /// <summary>What a line begins with.</summary>
    /// <returns>Whether something was read.</returns>
    private bool IsNewLine()
    {
        _open.Clear();
        if (_quotesRest)
        {
            _plain.Append(Quote);
            _before = ' ';
            return true;
        }
        if (!Rest.StartsWith("&gt;"))
            return false;
        _quotesRest = Rest.StartsWith("&gt;&gt;&gt;");
        _at += _quotesRest ? 12 : 4;
        if (_at < text.Length && text[_at] == ' ')
            _at++;
        _plain.Append(Quote);
        _before = ' ';
        return true;
    }

    private bool TryReference()
    {
        if (SlackReference.Read(text, ref _at, names) is not { } shown)
            return false;
        _plain.Append(shown);
        _before = '\0';
        return true;
    }

    private bool TryEntity()
    {
        if (MrkdwnText.ReadEntity(text, ref _at) is not { } character)
            return false;
        Append(character);
        return true;
    }

    private bool TryEmoji(bool isAfterEmoji)
    {
        var start = _at;
        if (char.IsAsciiLetterOrDigit(_before) || MrkdwnText.ReadEmoji(text, ref _at) is not { } character)
            return false;
        // Alone it is the name of nothing.
        if (EmojiNames.IsSkinTone(text.AsSpan(start + 1)) && !isAfterEmoji)
        {
            _at = start;
            return false;
        }
        _plain.Append(character);
        _before = '\0';
        _wasEmoji = true;
        return true;
    }

    // ```lines of code``` stand on lines of their own.
    private bool TryFence()
    {
        if (_hasNoMoreFences || !Rest.StartsWith(Fence))
            return false;
        var length = text.AsSpan(_at + Fence.Length).IndexOf(Fence);
        if (length < 0)
        {
            _hasNoMoreFences = true;
            return false;
        }
        _open.Clear();
        if (_plain.Length > 0 && _plain[^1] != '\n')
            _plain.Append('\n');
        AppendCode(text.AsSpan(_at + Fence.Length, length).Trim('\n'));
        _at += length + (2 * Fence.Length);
        _before = '\0';
        if (_at < text.Length && text[_at] != '\n')
        {
            _plain.Append('\n');
            if (text[_at] == ' ')
                _at++;
        }
        return true;
    }

    private bool TryCode()
    {
        // Only the last of a line has none after it, so that no line is searched more than once in vain.
        var length = text.AsSpan(_at + 1).IndexOfAny('`', '\n');
        if (length <= 0 || text[_at + 1 + length] != '`')
            return false;
        AppendCode(text.AsSpan(_at + 1, length));
        _at += length + 2;
        _before = '\0';
        return true;
    }

    private void AppendCode(ReadOnlySpan<char> code)
    {
        for (var i = 0; i < code.Length;)
        {
            if (code[i] == '<' && SlackReference.Read(code, ref i, names) is { } shown)
                _plain.Append(shown);
            else if (code[i] == '&' && MrkdwnText.ReadEntity(code, ref i) is { } character)
                _plain.Append(character);
            else
                _plain.Append(code[i++]);
        }
    }

    // A mark begins something where a word may begin and ends it where one may end: 2 * 3 * 4, snake_case and ~5 are none.
    private bool TryMark()
    {
        var mark = text[_at];
        var next = _at + 1 < text.Length ? text[_at + 1] : '\n';
        var opened = _open.FindLastIndex(open => open.Mark == mark);
        if (opened >= 0 && _plain.Length > _open[opened].At + 1 && !char.IsWhiteSpace(_before) && !IsOfWord(mark, next))
        {
            _marks.Add(_open[opened].At);
            _marks.Add(_plain.Length);
            // What began within and did not end is no mark.
            _open.RemoveRange(opened, _open.Count - opened);
        }
        else if (!IsOfWord(mark, _before) && !char.IsWhiteSpace(next) && next != mark)
        {
            if (opened >= 0)
                _open.RemoveAt(opened);
            _open.Add((mark, _plain.Length));
        }
        Append(mark);
        _at++;
        return true;
    }

    // Names_of_code have letters of any script; what is bold may stand within a word of a script without spaces.
    private static bool IsOfWord(char mark, char c) => mark == '_' ? char.IsLetterOrDigit(c) || c == '_' : char.IsAsciiLetterOrDigit(c);

    private void Append(char c)
    {
        _plain.Append(c);
        _before = c;
    }

    private string WithoutMarks()
    {
        var plain = _plain.ToString();
        if (_marks.Count == 0)
            return plain;
        _marks.Sort();
        var (result, from) = (_plain.Clear(), 0);
        foreach (var mark in _marks)
        {
            result.Append(plain, from, mark - from);
            from = mark + 1;
        }
        return result.Append(plain, from, plain.Length - from).ToString();
    }

    private ReadOnlySpan<char> Rest => text.AsSpan(_at);
}
