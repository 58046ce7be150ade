using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>A page or blog post as it is now, without its text.</summary>
/// <param name="Ancestors">Titles of the pages above it, from the space's home page down; empty for a blog post.</param>
/// <param name="ParentId">Null for a blog post and for a space's home page.</param>
/// <param name="Url">Where people read it; null where the platform does not say it.</param>
internal sealed record ContentItem(
    string Id, bool IsBlogPost, string Title, string Space, IReadOnlyList<string> Ancestors, string? ParentId, ContentVersion Version, string? Url)
{
    /// <summary>Pages above one that are told.</summary>
    private const int MaxAncestors = 20;

    private const int MaxTitle = 255;

    public string Thread => ContentIds.Thread(Id);

    /// <param name="item">Null for what is no activity's: a draft, or something else than a page or a post.</param>
    /// <param name="site">Where the site's pages are, without a slash at its end.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, string site, out ContentItem? item)
    {
        item = null;
        if (ContentIds.Of(json) is not { } id)
            return "A page has no id.";
        if (json.Text("type") is not { } type)
            return $"Content {id} does not say what it is.";
        if (type is not ("page" or "blogpost") || json.Text("status") is "draft" or "trashed" or "deleted")
            return null;
        if (json.Member("space").Text("key") is not { Length: > 0 and <= ConfluenceSettings.MaxKeyLength } space)
            return $"Content {id} does not say in which space it is.";
        if (ContentVersion.Of(json.Member("version")) is not { } version)
            return $"Content {id} has no version with a number and a date between 1970 and 2100.";
        var ancestors = json.Member("ancestors").Items().ToList();
        item = new(
            id, type == "blogpost", GitHubText.Title(json.Text("title"), "(untitled)"), space,
            [.. ancestors.TakeLast(MaxAncestors).Select(ancestor => Texts.Cut(GitHubText.Title(ancestor.Text("title"), "(untitled)"), MaxTitle))],
            ancestors.Count == 0 ? null : ContentIds.Of(ancestors[^1]), version, PageUrl.Of(json, site));
        return null;
    }
}
