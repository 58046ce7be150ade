namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>An element that is open.</summary>
/// <param name="name">As it was written; empty for one without content, which no tag closes.</param>
internal sealed class Frame(StorageElement element, string name)
{
    public StorageElement Element => element;

    public string Name => name;

    /// <summary>How long the text was when it was opened.</summary>
    public int Start { get; set; }

    /// <summary>What is known of it, as a link's target, a macro's title or a task's state.</summary>
    public string? Label { get; set; }

    /// <summary>Name of a macro, or of a macro's parameter.</summary>
    public string Macro { get; set; } = "";

    /// <summary>Items of a list, cells of a row.</summary>
    public int Count { get; set; }

    /// <summary>Its text is a label and not a part of the page.</summary>
    public bool IsCapturing { get; set; }

    /// <summary>Of a macro: its body began.</summary>
    public bool HasBody { get; set; }
}
