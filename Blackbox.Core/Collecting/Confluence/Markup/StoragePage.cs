using System.Globalization;
using System.Net;
using System.Text;

namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>Grows the text of a page from its tokens, and knows which elements are open.</summary>
internal sealed class StoragePage(int capacity)
{
    /// <summary>Elements that are open at once; deeper ones are read as if they were not there.</summary>
    private const int MaxDepth = 1_000;

    /// <summary>How far back the element is looked for that a closing tag belongs to.</summary>
    private const int MaxMisnesting = 32;

    private const int MaxLabel = 500;

    private readonly TextLayout _layout = new(Math.Max(capacity, 16));
    private readonly List<Frame> _open = [];
    private readonly StringBuilder _label = new();
    private int _hidden;
    private int _verbatim;
    private int _capturing;

    public void Text(ReadOnlySpan<char> text, bool isEscaped)
    {
        if (_hidden > 0)
            return;
        var plain = isEscaped && text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text;
        if (_capturing > 0)
            Capture(plain);
        else if (_verbatim > 0)
            _layout.WriteVerbatim(plain);
        else
            _layout.Write(plain);
    }

    public void Open(ref MarkupReader tag)
    {
        var element = StorageElements.Of(tag.Name);
        if (_open.Count >= MaxDepth)
            return;
        var frame = new Frame(element, tag.IsEmpty ? "" : tag.Name.ToString());
        switch (element)
        {
            case StorageElement.Block or StorageElement.Row:
                _layout.Break();
                break;
            case StorageElement.Heading:
                _layout.Gap();
                break;
            case StorageElement.LineBreak:
                _layout.Break();
                return;
            case StorageElement.Rule:
                _layout.Break();
                return;
            case StorageElement.BulletList or StorageElement.NumberedList or StorageElement.TaskList:
                _layout.Break();
                _layout.Level++;
                break;
            case StorageElement.ListItem:
                _layout.Item(ItemMark());
                break;
            case StorageElement.TaskStatus:
                Capturing(frame);
                break;
            case StorageElement.TaskBody:
                _layout.Item(Enclosing(StorageElement.Task)?.Label is "complete" ? "[x]" : "[ ]");
                break;
            case StorageElement.Cell:
                OpenCell();
                break;
            case StorageElement.Preformatted or StorageElement.PlainBody:
                OpenBody();
                _layout.Break();
                _verbatim++;
                break;
            case StorageElement.RichBody:
                OpenBody();
                _layout.Break();
                break;
            case StorageElement.Anchor:
                frame.Label = tag.Attribute("href");
                break;
            case StorageElement.Time:
                Write(tag.Attribute("datetime"));
                break;
            case StorageElement.Hidden:
                _hidden++;
                break;
            case StorageElement.Macro:
                frame.Macro = tag.Attribute("ac:name") ?? "";
                break;
            case StorageElement.Parameter:
                frame.Macro = tag.Attribute("ac:name") ?? "";
                if (Enclosing(StorageElement.Macro) is { } macro && StorageMacros.IsShown(macro.Macro, frame.Macro))
                    Capturing(frame);
                else
                    _hidden++;
                break;
            case StorageElement.Image:
                frame.Label = tag.Attribute("ac:alt");
                break;
            case StorageElement.Emoticon:
                Write(Emoticons.Text(tag.Attribute("ac:name"), tag.Attribute("ac:emoji-shortname"), tag.Attribute("ac:emoji-fallback")));
                break;
            case StorageElement.Resource:
                Refer(ref tag);
                break;
        }
        frame.Start = _layout.Length;
        _open.Add(frame);
        if (tag.IsEmpty)
            CloseLast();
    }

    /// <summary>Closes the nearest element of the name with all that is open in it; what was not open is not closed.</summary>
    public void Close(ReadOnlySpan<char> name)
    {
        for (var i = _open.Count - 1; i >= Math.Max(0, _open.Count - MaxMisnesting); i--)
        {
            if (!name.Equals(_open[i].Name, StringComparison.OrdinalIgnoreCase))
                continue;
            while (_open.Count > i)
                CloseLast();
            return;
        }
    }

    public string Build()
    {
        while (_open.Count > 0)
            CloseLast();
        return _layout.ToString();
    }

    private void CloseLast()
    {
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        switch (frame.Element)
        {
            case StorageElement.Block or StorageElement.Row or StorageElement.Heading or StorageElement.RichBody:
                _layout.Break();
                break;
            case StorageElement.BulletList or StorageElement.NumberedList or StorageElement.TaskList:
                _layout.Break();
                _layout.Level--;
                break;
            case StorageElement.Cell:
                _layout.Cells--;
                break;
            case StorageElement.Preformatted or StorageElement.PlainBody:
                _verbatim--;
                _layout.Break();
                break;
            case StorageElement.Hidden:
                _hidden--;
                break;
            case StorageElement.TaskStatus when Enclosing(StorageElement.Task) is { } task:
                task.Label = Captured(frame);
                break;
            case StorageElement.Parameter:
                CloseParameter(frame);
                break;
            case StorageElement.Macro:
                Write(StorageMacros.Inline(frame));
                break;
            case StorageElement.Anchor:
                CloseAnchor(frame);
                break;
            case StorageElement.Link:
                if (_layout.Length == frame.Start)
                    Write(frame.Label);
                break;
            case StorageElement.Image:
                Write($"[image {(string.IsNullOrWhiteSpace(frame.Label) ? "without a name" : frame.Label.Trim())}]");
                break;
            default:
                Captured(frame);
                break;
        }
    }

    // "1." in a numbered list, "-" in any other.
    private string ItemMark()
    {
        if (Enclosing(StorageElement.BulletList, StorageElement.NumberedList) is not { Element: StorageElement.NumberedList } list)
            return "-";
        list.Count++;
        return list.Count.ToString(CultureInfo.InvariantCulture) + ".";
    }

    private void OpenCell()
    {
        if (Enclosing(StorageElement.Row) is { } row && row.Count++ > 0)
            _layout.Write(" | ");
        _layout.Cells++;
    }

    // What stands above the body, as a panel's title.
    private void OpenBody()
    {
        if (Enclosing(StorageElement.Macro) is not { HasBody: false } macro)
            return;
        macro.HasBody = true;
        _layout.Break();
        Write(StorageMacros.Lead(macro));
    }

    private void CloseParameter(Frame frame)
    {
        if (!frame.IsCapturing)
        {
            _hidden--;
            return;
        }
        if (Captured(frame) is { Length: > 0 } value && Enclosing(StorageElement.Macro) is { } macro)
            macro.Label = value;
    }

    // Where a link leads is said where its text does not say it.
    private void CloseAnchor(Frame frame)
    {
        if (frame.Label is { Length: <= MaxLabel } href && Uri.TryCreate(href, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            if (_layout.Length == frame.Start)
                Write(href);
            else if (!_layout.EndsWith(href))
                Write($" ({href})");
        }
    }

    private void Refer(ref MarkupReader tag)
    {
        var label = StorageLabels.Of(ref tag);
        if (_capturing > 0)
            Capture(label);
        else if (_open.Count > 0 && _open[^1] is { Element: StorageElement.Link } link)
            link.Label ??= label;
        else if (_open.Count > 0 && _open[^1] is { Element: StorageElement.Image } image && string.IsNullOrWhiteSpace(image.Label))
            image.Label = label;
    }

    private void Write(string? text)
    {
        if (_hidden > 0 || string.IsNullOrEmpty(text))
            return;
        if (_capturing > 0)
            Capture(text);
        else
            _layout.Write(text);
    }

    private void Capture(ReadOnlySpan<char> text)
    {
        if (_label.Length < MaxLabel)
            _label.Append(text[..Math.Min(text.Length, MaxLabel - _label.Length)]);
    }

    private void Capturing(Frame frame)
    {
        frame.IsCapturing = true;
        if (_capturing++ == 0)
            _label.Clear();
    }

    private string? Captured(Frame frame)
    {
        if (!frame.IsCapturing)
            return null;
        _capturing--;
        return _label.ToString().Trim();
    }

    private Frame? Enclosing(params ReadOnlySpan<StorageElement> elements)
    {
        for (var i = _open.Count - 1; i >= Math.Max(0, _open.Count - MaxMisnesting); i--)
        {
            if (elements.Contains(_open[i].Element))
                return _open[i];
        }
        return null;
    }
}
