namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>How what a link or an image is of is called where it has no text of its own.</summary>
internal static class StorageLabels
{
    /// <summary>
    /// <c>&lt;ri:page ri:content-title="Runbook"/&gt;</c>, <c>&lt;ri:user ri:account-id="5b10…"/&gt;</c>. A person's key is no name: who is mentioned is only
    /// said where the link has a text or, on old servers, a user name.
    /// </summary>
    public static string? Of(ref MarkupReader tag) => tag.Name switch
    {
        "ri:page" or "ri:blog-post" => tag.Attribute("ri:content-title"),
        "ri:attachment" => tag.Attribute("ri:filename"),
        "ri:url" => tag.Attribute("ri:value"),
        "ri:user" => $"@{tag.Attribute("ri:username") ?? "user"}",
        "ri:space" => tag.Attribute("ri:space-key"),
        "ri:shortcut" => $"{tag.Attribute("ri:key")}:{tag.Attribute("ri:parameter")}",
        _ => null,
    };
}
