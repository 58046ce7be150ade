using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Recorded;

/// <summary>
/// The repository panjf2000/ants as far as its real answers were kept: what is served are these answers, word for word but for the address
/// of the server. What they refer to without containing it (other issues, the parents of commits) is missing, as it is in real life at times.
/// </summary>
internal static class Recording
{
    private const string Owner = "panjf2000";

    public static void AddTo(Organisation organisation)
    {
        var issues = Read("issues");
        var pulls = Read("pull_requests");
        var repository = new Repository
        {
            Id = 134_018_330,
            Owner = Owner,
            OwnedByOrganisation = false,
            Name = "ants",
            Description = "A pool of goroutines",
            Language = "Go",
            CreatedAt = new(2018, 5, 19, 1, 13, 38, TimeSpan.Zero),
            PushedAt = new(2022, 6, 10, 1, 54, 29, TimeSpan.Zero),
            DefaultBranch = "master",
            IsRecorded = true,
        };
        foreach (var commit in Read("pull_request_commits"))
            repository.Commits[Text(commit, "sha")!] = Commit(organisation, commit);
        repository.Branches["master"] = repository.Commits.Values.MaxBy(commit => commit.Committer.Date)!.Sha;

        foreach (var pull in pulls)
            AddPull(organisation, repository, pull, issues.Find(issue => Number(issue) == Number(pull)));
        foreach (var issue in issues.Where(issue => repository.FindIssue(Number(issue)) is null))
            repository.Add(Issue(organisation, issue, Text(issue, "title")!, issue.GetRawText()));
        foreach (var comment in Read("issue_comments"))
        {
            repository.Comments.Add(new()
            {
                Id = Id(comment),
                Number = NumberIn(Text(comment, "issue_url")!),
                Author = Person(organisation, comment.GetProperty("user")),
                Body = Text(comment, "body") ?? "",
                CreatedAt = Time(comment, "created_at")!.Value,
                UpdatedAt = Time(comment, "updated_at")!.Value,
                Recorded = comment.GetRawText(),
            });
        }
        foreach (var comment in Read("pull_request_review_comments"))
            repository.ReviewComments.Add(ReviewComment(organisation, comment));
        foreach (var entry in Read("issue_events"))
            repository.IssueEvents.Add(Event(organisation, entry));
        foreach (var review in Read("pull_request_reviews"))
            repository.FindIssue(NumberIn(Text(review, "pull_request_url")!))?.Pull?.Reviews.Add(Review(organisation, review));
        organisation.Add(repository);
    }

    private static void AddPull(Organisation organisation, Repository repository, JsonElement pull, JsonElement known)
    {
        var hasIssue = known.ValueKind == JsonValueKind.Object;
        // The title of the pull request counts: it is what the list of pull requests says.
        var issue = Issue(organisation, hasIssue ? known : pull, Text(pull, "title")!, hasIssue ? known.GetRawText() : null);
        var (head, into) = (pull.GetProperty("head"), pull.GetProperty("base"));
        issue.Pull = new()
        {
            Id = Id(pull),
            Issue = issue,
            HeadBranch = Text(head, "ref")!,
            HeadSha = Text(head, "sha")!,
            BaseBranch = Text(into, "ref")!,
            BaseSha = Text(into, "sha")!,
            MergedAt = Time(pull, "merged_at"),
            MergeCommitSha = Text(pull, "merge_commit_sha"),
            Commits = [Text(head, "sha")!],
            Recorded = pull.GetRawText(),
        };
        repository.Add(issue);
    }

    private static Issue Issue(Organisation organisation, JsonElement issue, string title, string? recorded) => new()
    {
        Id = Id(issue),
        Number = Number(issue),
        Title = title,
        Body = Text(issue, "body"),
        Author = Person(organisation, issue.GetProperty("user")),
        CreatedAt = Time(issue, "created_at")!.Value,
        UpdatedAt = Time(issue, "updated_at")!.Value,
        ClosedAt = Time(issue, "closed_at"),
        Recorded = recorded,
    };

    private static Commit Commit(Organisation organisation, JsonElement commit)
    {
        var inner = commit.GetProperty("commit");
        return new()
        {
            Sha = Text(commit, "sha")!,
            Parents = [.. commit.GetProperty("parents").EnumerateArray().Select(parent => Text(parent, "sha")!)],
            Author = Signature(inner.GetProperty("author"), commit.GetProperty("author")),
            Committer = Signature(inner.GetProperty("committer"), commit.GetProperty("committer")),
            Message = Text(inner, "message")!,
            Recorded = commit.GetRawText(),
        };

        Signature Signature(JsonElement signature, JsonElement account) => new(
            Text(signature, "name")!, Text(signature, "email")!, Time(signature, "date")!.Value,
            account.ValueKind == JsonValueKind.Object ? Person(organisation, account) : null);
    }

    private static ReviewComment ReviewComment(Organisation organisation, JsonElement comment) => new()
    {
        Id = Id(comment),
        Number = NumberIn(Text(comment, "pull_request_url")!),
        ReviewId = comment.GetProperty("pull_request_review_id").GetInt64(),
        Author = Person(organisation, comment.GetProperty("user")),
        Body = Text(comment, "body") ?? "",
        Path = Text(comment, "path")!,
        Line = comment.GetProperty("line") is { ValueKind: JsonValueKind.Number } line ? line.GetInt32() : 1,
        CommitSha = Text(comment, "commit_id")!,
        CreatedAt = Time(comment, "created_at")!.Value,
        UpdatedAt = Time(comment, "updated_at")!.Value,
        Recorded = comment.GetRawText(),
    };

    private static IssueEvent Event(Organisation organisation, JsonElement entry)
    {
        var issue = entry.GetProperty("issue");
        return new()
        {
            Id = Id(entry),
            Event = Text(entry, "event")!,
            Actor = Person(organisation, entry.GetProperty("actor")),
            CreatedAt = Time(entry, "created_at")!.Value,
            Number = Number(issue),
            CommitSha = Text(entry, "commit_id"),
            IsOfPull = issue.TryGetProperty("pull_request", out _),
            IssueTitle = Text(issue, "title"),
            Recorded = entry.GetRawText(),
        };
    }

    private static Review Review(Organisation organisation, JsonElement review) => new()
    {
        Id = Id(review),
        Author = Person(organisation, review.GetProperty("user")),
        State = Text(review, "state")!,
        Body = Text(review, "body") ?? "",
        SubmittedAt = Time(review, "submitted_at")!.Value,
        CommitSha = Text(review, "commit_id")!,
        Recorded = review.GetRawText(),
    };

    private static Person Person(Organisation organisation, JsonElement user) =>
        organisation.FindPerson(Text(user, "login")!) ?? organisation.AddOutsider(new()
        {
            Id = Id(user),
            Login = Text(user, "login")!,
            Name = Text(user, "login")!,
            IsBot = Text(user, "type") == "Bot",
            CommitEmail = "",
        });

    /// <summary>Each item of a file once: the files were put together from pages that overlap.</summary>
    private static List<JsonElement> Read(string name)
    {
        using var file = typeof(Recording).Assembly.GetManifestResourceStream($"Recorded/{name}.json")!;
        using var document = JsonDocument.Parse(file);
        return [.. document.RootElement.EnumerateArray().DistinctBy(item => item.TryGetProperty("id", out var id) ? id.GetRawText() : Text(item, "sha")).Select(item => item.Clone())];
    }

    private static long Id(JsonElement item) => item.GetProperty("id").GetInt64();

    private static int Number(JsonElement item) => item.GetProperty("number").GetInt32();

    private static int NumberIn(string url) => int.Parse(url[(url.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        item.GetProperty(name) is { ValueKind: JsonValueKind.String } time ? time.GetDateTimeOffset() : null;
}
