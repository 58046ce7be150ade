using System.Text.Json;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A commit as lists and comparisons give it, without its files.</summary>
internal sealed record CommitItem
{
    private const int MaxParents = 50;

    /// <summary>Characters of a message that are looked at.</summary>
    private const int MaxMessageLength = 4 * Activity.MaxBodyLength;

    public required string Sha { get; init; }
    public required IReadOnlyList<string> Parents { get; init; }
    public required string Message { get; init; }
    public required GitPerson Author { get; init; }
    public required Actor? Account { get; init; }
    public required DateTimeOffset? AuthoredAt { get; init; }

    /// <summary>The committer's date: when the commit came to be as it is.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    public required string? Url { get; init; }

    /// <returns>What is wrong; null when <paramref name="commit"/> is there.</returns>
    public static string? Read(JsonElement json, out CommitItem commit)
    {
        commit = null!;
        var sha = json.Text("sha")?.ToLowerInvariant();
        if (!GitHubNames.IsSha(sha))
            return "A commit has no sha.";
        var git = json.Member("commit");
        var (author, committer) = (git.Member("author"), git.Member("committer"));
        if ((committer.Instant("date") ?? author.Instant("date")) is not { } committedAt)
            return $"Commit {sha} has no date between 1970 and 2100.";
        commit = new()
        {
            Sha = sha!,
            Parents = [.. json.Member("parents").Items().Take(MaxParents).Select(parent => parent.Text("sha")?.ToLowerInvariant()).OfType<string>().Where(GitHubNames.IsSha)],
            Message = CutMessage(git.Text("message")),
            Author = new(author.Text("name") ?? "", author.Text("email") ?? ""),
            Account = json.Has("author") && json.Member("author").Text("login") is not null ? Actor.Of(json.Member("author")) : null,
            AuthoredAt = author.Instant("date"),
            CommittedAt = committedAt,
            Url = GitHubText.Url(json.Text("html_url")),
        };
        return null;
    }

    /// <summary>The author's activity and one for each co-author; none for bots.</summary>
    /// <param name="branch">The branch through which it was found; null where that is not known.</param>
    /// <param name="pull">The number of the pull request that it belongs to; null where that is not known.</param>
    public IEnumerable<CollectedActivity> Activities(string container, string? branch, int? pull)
    {
        var (title, body, truncated) = GitMessage.Split(Message, cut: false);
        var person = Account?.Person ?? CommitPeople.Of(Author);
        var coAuthors = CommitPeople.CoAuthors(body, person);
        if (Account is not { IsBot: true } && !Actor.IsBotLogin(person.ExternalId))
            yield return Of(person, "author");
        foreach (var (_, coAuthor) in coAuthors)
        {
            if (!Actor.IsBotLogin(coAuthor.ExternalId))
                yield return Of(coAuthor, "co-author");
        }

        CollectedActivity Of(CollectedPerson who, string role) => new()
        {
            Person = who,
            ExternalId = $"commit:{Sha}",
            Kind = Parents.Count > 1 ? GitHubKinds.Merge : GitHubKinds.Commit,
            OccurredAt = CommittedAt,
            Title = GitHubText.Title(title, "(no message)"),
            Body = GitHubText.Body(body),
            Container = container,
            Url = Url,
            Details = Details.Write(new
            {
                role,
                author = new { name = Author.Name, email = Author.Email, login = Account?.Login },
                authoredAt = AuthoredAt,
                committedAt = CommittedAt,
                branch,
                pullRequest = pull,
                parents = Parents,
                coAuthors = Details.OrNull([.. coAuthors.Select(row => new { name = row.Contact.Name, email = row.Contact.Email })]),
                truncated = Details.Mark(truncated, "message"),
            }),
        };
    }

    private static string CutMessage(string? message) => message is null ? "" : message.Length <= MaxMessageLength ? message : message[..MaxMessageLength];
}
