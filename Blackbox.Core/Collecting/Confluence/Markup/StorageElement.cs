using System.Collections.Frozen;

namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>What an element of the storage format is to its text.</summary>
internal enum StorageElement
{
    /// <summary>Nothing: its content is read as if it were not there.</summary>
    Inline,
    Block,
    Heading,
    BulletList,
    NumberedList,
    ListItem,
    TaskList,
    Task,
    TaskStatus,
    TaskBody,
    Row,
    Cell,
    LineBreak,
    Rule,
    Preformatted,
    Anchor,
    Time,

    /// <summary>Not text: what it holds is left out.</summary>
    Hidden,
    Macro,
    Parameter,
    RichBody,
    PlainBody,
    Link,
    PlainLinkBody,
    Image,
    Emoticon,

    /// <summary>What a link or an image is of: <c>ri:page</c>, <c>ri:user</c>, …</summary>
    Resource,
}

internal static class StorageElements
{
    private static readonly FrozenDictionary<string, StorageElement> Known = new Dictionary<string, StorageElement>
    {
        ["p"] = StorageElement.Block,
        ["div"] = StorageElement.Block,
        ["blockquote"] = StorageElement.Block,
        ["table"] = StorageElement.Block,
        ["section"] = StorageElement.Block,
        ["dl"] = StorageElement.Block,
        ["dt"] = StorageElement.Block,
        ["dd"] = StorageElement.Block,
        ["ac:layout"] = StorageElement.Block,
        ["ac:layout-section"] = StorageElement.Block,
        ["ac:layout-cell"] = StorageElement.Block,
        ["ac:adf-node"] = StorageElement.Block,
        ["ac:adf-content"] = StorageElement.Block,
        ["ac:caption"] = StorageElement.Block,
        ["h1"] = StorageElement.Heading,
        ["h2"] = StorageElement.Heading,
        ["h3"] = StorageElement.Heading,
        ["h4"] = StorageElement.Heading,
        ["h5"] = StorageElement.Heading,
        ["h6"] = StorageElement.Heading,
        ["ul"] = StorageElement.BulletList,
        ["ol"] = StorageElement.NumberedList,
        ["li"] = StorageElement.ListItem,
        ["ac:task-list"] = StorageElement.TaskList,
        ["ac:task"] = StorageElement.Task,
        ["ac:task-status"] = StorageElement.TaskStatus,
        ["ac:task-body"] = StorageElement.TaskBody,
        ["ac:task-id"] = StorageElement.Hidden,
        ["ac:task-uuid"] = StorageElement.Hidden,
        ["tr"] = StorageElement.Row,
        ["td"] = StorageElement.Cell,
        ["th"] = StorageElement.Cell,
        ["br"] = StorageElement.LineBreak,
        ["hr"] = StorageElement.Rule,
        ["pre"] = StorageElement.Preformatted,
        ["a"] = StorageElement.Anchor,
        ["time"] = StorageElement.Time,
        ["script"] = StorageElement.Hidden,
        ["style"] = StorageElement.Hidden,
        ["ac:placeholder"] = StorageElement.Hidden,
        ["ac:adf-attribute"] = StorageElement.Hidden,
        // The same again, for editors that do not know the node.
        ["ac:adf-fallback"] = StorageElement.Hidden,
        ["ac:structured-macro"] = StorageElement.Macro,
        ["ac:macro"] = StorageElement.Macro,
        ["ac:parameter"] = StorageElement.Parameter,
        ["ac:default-parameter"] = StorageElement.Parameter,
        ["ac:rich-text-body"] = StorageElement.RichBody,
        ["ac:plain-text-body"] = StorageElement.PlainBody,
        ["ac:link"] = StorageElement.Link,
        ["ac:plain-text-link-body"] = StorageElement.PlainLinkBody,
        ["ac:image"] = StorageElement.Image,
        ["ac:emoticon"] = StorageElement.Emoticon,
        ["ac:hipchat-emoticon"] = StorageElement.Emoticon,
        ["ri:page"] = StorageElement.Resource,
        ["ri:blog-post"] = StorageElement.Resource,
        ["ri:attachment"] = StorageElement.Resource,
        ["ri:url"] = StorageElement.Resource,
        ["ri:user"] = StorageElement.Resource,
        ["ri:space"] = StorageElement.Resource,
        ["ri:shortcut"] = StorageElement.Resource,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, StorageElement>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public static StorageElement Of(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var element) ? element : StorageElement.Inline;
}
