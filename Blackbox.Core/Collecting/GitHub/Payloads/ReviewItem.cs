using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A review of a pull request.</summary>
internal static class ReviewItem
{
    /// <param name="activity">Null for what is no activity: a bot's, one that is not sent yet, one that only holds comments.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, string container, PullItem pull, out CollectedActivity? activity)
    {
        activity = null;
        if (json.Id("id") is not { } id)
            return $"A review of pull request #{pull.Number} has no id.";
        var state = json.Text("state")?.ToUpperInvariant();
        if (state is null or { Length: > 40 })
            return $"Review {id} has no state.";
        var author = Actor.Of(json.Member("user"));
        var body = GitHubText.Body(json.Text("body"));
        if (state == "PENDING" || (state == "COMMENTED" && body.Length == 0) || author.IsBot)
            return null;
        if (json.Instant("submitted_at") is not { } submittedAt)
            return $"Review {id} has no date between 1970 and 2100.";
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"review:{id}",
            Kind = GitHubKinds.Review,
            OccurredAt = submittedAt,
            Title = pull.Title,
            Body = body,
            Container = container,
            Url = GitHubText.Url(json.Text("html_url")),
            Details = Details.Write(new
            {
                number = pull.Number,
                actor = author.Login,
                author = pull.Author.Login,
                state = state.ToLowerInvariant(),
                commit = GitHubNames.IsSha(json.Text("commit_id")) ? json.Text("commit_id") : null,
            }),
        };
        return null;
    }
}
