using System.Text;

namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>Lays text out in lines: white space becomes one space, blocks become lines, and in a table's cell everything stays on one line.</summary>
internal sealed class TextLayout(int capacity)
{
    /// <summary>Levels of a list that are told apart; deeper ones are not indented further.</summary>
    private const int MaxLevels = 8;

    private readonly StringBuilder _text = new(capacity);
    private int _lineStart;
    private int _contentStart;
    private int _blockStart;
    private bool _space;

    /// <summary>Lists that are open.</summary>
    public int Level { get; set; }

    /// <summary>Table cells that are open.</summary>
    public int Cells { get; set; }

    /// <summary>Grows with everything that is written and is text.</summary>
    public int Length => _text.Length;

    /// <summary>Something stands in this line, besides the mark of a list.</summary>
    private bool HasContent => _text.Length > _contentStart;

    public void Write(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
                _space = true;
            else if (!char.IsControl(character) && character is not ('\u200B' or '\uFEFF'))
                Append(character);
        }
    }

    /// <summary>Text whose spaces and lines mean something.</summary>
    public void WriteVerbatim(ReadOnlySpan<char> text)
    {
        if (Cells > 0)
        {
            Write(text);
            return;
        }
        var isFirst = true;
        foreach (var line in text.EnumerateLines())
        {
            // Empty lines before the first one are not shown.
            if (!isFirst && _text.Length != _blockStart)
                EndLine();
            isFirst = false;
            foreach (var character in line)
            {
                if (character != '\t' && char.IsControl(character))
                    continue;
                Indent();
                _text.Append(character);
            }
        }
    }

    /// <summary>What comes is in a line of its own.</summary>
    public void Break()
    {
        if (Cells > 0)
            _space = true;
        else if (HasContent)
            EndLine();
        _blockStart = _text.Length;
    }

    /// <summary>An empty line, unless this is the first one.</summary>
    public void Gap()
    {
        Break();
        if (Cells == 0 && _text.Length > 0 && !EndsWithGap())
            EndLine();
    }

    /// <summary>A new line that begins with the mark of a list's item.</summary>
    public void Item(string mark)
    {
        if (Cells > 0)
        {
            _space = true;
            Write(mark);
            _space = true;
            return;
        }
        if (_text.Length > _lineStart)
            EndLine();
        _text.Append(' ', 2 * (Math.Clamp(Level, 1, MaxLevels) - 1)).Append(mark).Append(' ');
        _contentStart = _text.Length;
    }

    public override string ToString() => _text.ToString().Trim('\n');

    public bool EndsWith(ReadOnlySpan<char> text)
    {
        if (text.Length > _text.Length)
            return false;
        for (var i = 1; i <= text.Length; i++)
        {
            if (_text[^i] != text[^i])
                return false;
        }
        return true;
    }

    private void Append(char character)
    {
        if (_space && HasContent)
            _text.Append(' ');
        else
            Indent();
        _space = false;
        _text.Append(character);
    }

    // Of the lines of an item that come after its first one.
    private void Indent()
    {
        if (_text.Length > _lineStart)
            return;
        _text.Append(' ', 2 * Math.Min(Level, MaxLevels));
        _contentStart = _text.Length;
    }

    private void EndLine()
    {
        while (_text.Length > _lineStart && _text[^1] == ' ')
            _text.Length--;
        _text.Append('\n');
        _lineStart = _contentStart = _text.Length;
        _space = false;
    }

    private bool EndsWithGap() => _text.Length >= 2 && _text[^1] == '\n' && _text[^2] == '\n';
}
