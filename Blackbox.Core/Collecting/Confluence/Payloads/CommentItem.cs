using System.Text.Json;
using Blackbox.Core.Collecting.Confluence.Markup;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>A comment on a page or post, or on something attached to one.</summary>
internal static class CommentItem
{
    /// <param name="page">What it is on as it is known to be now; null where that is not known, so that the comment's own words hold.</param>
    /// <param name="activity">Null for what is no activity: an app's, one in the trash, or on something in the trash.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, string site, ContentItem? page, out CollectedActivity? activity)
    {
        activity = null;
        if (ContentIds.Of(json) is not { } id)
            return "A comment has no id.";
        var container = json.Member("container");
        if ((page?.Id ?? ContentIds.Of(container)) is not { } on)
            return $"Comment {id} does not say what it is on.";
        if (json.Text("status") is "draft" or "trashed" or "deleted" || container.Text("status") is "draft" or "trashed" or "deleted")
            return null;
        var space = page?.Space ?? json.Member("space").Text("key") ?? container.Member("space").Text("key");
        if (space is not { Length: > 0 and <= ConfluenceSettings.MaxKeyLength })
            return $"Comment {id} does not say in which space it is.";
        var history = json.Member("history");
        if (history.Instant("createdDate") is not { } createdAt)
            return $"Comment {id} has no date between 1970 and 2100.";
        var author = Author.Of(history.Member("createdBy"));
        if (author.IsBot)
            return null;
        var version = ContentVersion.Of(json.Member("version"));
        var title = page?.Title ?? GitHubText.Title(container.Text("title"), "(untitled)");
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"comment:{id}",
            Kind = ConfluenceKinds.Comment,
            OccurredAt = createdAt,
            Title = title,
            Body = Texts.Cut(StorageText.Read(json.Member("body").Member("storage").Text("value") ?? ""), Activity.MaxBodyLength),
            Container = space,
            Thread = ContentIds.Thread(on),
            Url = PageUrl.Of(json, site),
            Details = Details.Write(new
            {
                space,
                page = on,
                number = version?.Number,
                editedAt = version is { Number: > 1 } ? version.When : (DateTimeOffset?)null,
                inline = json.Member("extensions").Text("location") == "inline" ? true : (bool?)null,
                inReplyTo = json.Member("ancestors").Items().Select(ContentIds.Of).LastOrDefault(parent => parent is not null),
            }),
        };
        return null;
    }
}
