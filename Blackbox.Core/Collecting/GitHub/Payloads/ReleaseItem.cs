using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A published release.</summary>
internal static class ReleaseItem
{
    /// <param name="activity">Null for a draft and for a bot's.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, string container, out CollectedActivity? activity)
    {
        activity = null;
        if (json.Id("id") is not { } id)
            return "A release has no id.";
        var author = Actor.Of(json.Member("author"));
        if (json.Flag("draft") == true || !json.Has("published_at") || author.IsBot)
            return null;
        if (json.Instant("published_at") is not { } publishedAt)
            return $"Release {id} has no date between 1970 and 2100.";
        var tag = GitHubText.Title(json.Text("tag_name"), "");
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"release:{id}",
            Kind = GitHubKinds.Release,
            OccurredAt = publishedAt,
            Title = GitHubText.Title(json.Text("name"), tag.Length > 0 ? tag : "(unnamed release)"),
            Body = GitHubText.Body(json.Text("body")),
            Container = container,
            Url = GitHubText.Url(json.Text("html_url")),
            Details = Details.Write(new { tag = tag.Length > 0 ? tag : null, prerelease = json.Flag("prerelease") == true ? true : (bool?)null }),
        };
        return null;
    }
}
