using System.Text;

namespace Blackbox.Core.Summaries.Extractive;

/// <summary>Grows the Markdown of a log and remembers what each sentence rests on.</summary>
internal sealed class LogBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<Evidence> _evidence = [];
    private bool _inList;

    public void Sentence(string markdown, IEnumerable<Guid> activityIds)
    {
        Block(markdown);
        _evidence.Add(new(markdown, [.. activityIds]));
    }

    public void Heading(string markdown) => Block($"### {markdown}");

    public void Label(string markdown) => Block($"**{markdown}**");

    public void Bullet(string markdown, IEnumerable<Guid> activityIds)
    {
        if (!_inList)
            _text.Append('\n');
        _inList = true;
        _text.Append("- ").Append(markdown).Append('\n');
        _evidence.Add(new(markdown, [.. activityIds]));
    }

    public SummaryText Build() => new(_text.ToString().Trim(), _evidence);

    private void Block(string markdown)
    {
        if (_text.Length > 0)
            _text.Append('\n');
        _inList = false;
        _text.Append(markdown).Append('\n');
    }
}
