using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

internal sealed partial class Payload
{
    public void Pull(Utf8JsonWriter writer, Repository repository, PullRequest pull)
    {
        if (pull.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        writer.WriteStartObject();
        PullFields(writer, repository, pull);
        writer.WriteEndObject();
    }

    /// <summary>One pull request, asked for by itself: with its counts.</summary>
    public void PullWithCounts(Utf8JsonWriter writer, Repository repository, PullRequest pull, int files)
    {
        if (pull.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        var changes = repository.FilesOf(pull);
        writer.WriteStartObject();
        PullFields(writer, repository, pull);
        writer.Flag("merged", pull.MergedAt is not null);
        writer.Nothing("mergeable", "rebaseable");
        writer.Text("mergeable_state", "unknown");
        User(writer, "merged_by", pull.MergedBy);
        writer.Number("comments", pull.Issue.Comments);
        writer.Number("review_comments", pull.ReviewComments);
        writer.Flag("maintainer_can_modify", false);
        writer.Number("commits", pull.Commits.Count);
        writer.Number("additions", changes.Sum(file => file.Additions));
        writer.Number("deletions", changes.Sum(file => file.Deletions));
        writer.Number("changed_files", files);
        writer.WriteEndObject();
    }

    public void Review(Utf8JsonWriter writer, Repository repository, int number, Review review)
    {
        if (review.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        var page = $"{Html(repository)}/pull/{number}#pullrequestreview-{review.Id}";
        writer.WriteStartObject();
        writer.Number("id", review.Id);
        writer.Text("node_id", NodeId("PRR", review.Id));
        User(writer, "user", review.Author);
        writer.Text("body", review.Body);
        writer.Text("state", review.State);
        writer.Text("html_url", page);
        writer.Text("pull_request_url", $"{Api(repository)}/pulls/{number}");
        writer.Text("author_association", Association(review.Author));
        writer.Object("_links", () =>
        {
            Link(writer, "html", page);
            Link(writer, "pull_request", $"{Api(repository)}/pulls/{number}");
        });
        // A review that is not submitted yet has no such field.
        if (review.State != "PENDING")
            writer.Time("submitted_at", review.SubmittedAt);
        writer.Text("commit_id", review.CommitSha);
        writer.WriteEndObject();
    }

    public void ReviewComment(Utf8JsonWriter writer, Repository repository, ReviewComment comment)
    {
        if (comment.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        var url = $"{Api(repository)}/pulls/comments/{comment.Id}";
        var page = $"{Html(repository)}/pull/{comment.Number}#discussion_r{comment.Id}";
        var pull = $"{Api(repository)}/pulls/{comment.Number}";
        writer.WriteStartObject();
        writer.Text("url", url);
        writer.Number("pull_request_review_id", comment.ReviewId);
        writer.Number("id", comment.Id);
        writer.Text("node_id", NodeId("PRRC", comment.Id));
        writer.Text("diff_hunk", $"@@ -{comment.Line},3 +{comment.Line},4 @@\n     validate(request.body);\n+    return rules.filter(rule => rule.applies(order));");
        writer.Text("path", comment.Path);
        writer.Text("commit_id", comment.CommitSha);
        writer.Text("original_commit_id", comment.CommitSha);
        User(writer, "user", comment.Author);
        writer.Text("body", comment.Body);
        writer.Time("created_at", comment.CreatedAt);
        writer.Time("updated_at", comment.UpdatedAt);
        writer.Text("html_url", page);
        writer.Text("pull_request_url", pull);
        writer.Text("author_association", Association(comment.Author));
        writer.Object("_links", () =>
        {
            Link(writer, "self", url);
            Link(writer, "html", page);
            Link(writer, "pull_request", pull);
        });
        ReactionsOf(writer, url);
        writer.Nothing("start_line", "original_start_line", "start_side");
        writer.Number("line", comment.Line);
        writer.Number("original_line", comment.Line);
        writer.Text("side", "RIGHT");
        if (comment.ReplyTo is { } first)
            writer.Number("in_reply_to_id", first);
        writer.Number("original_position", 1);
        writer.Number("position", 1);
        writer.Text("subject_type", "line");
        writer.WriteEndObject();
    }

    private void PullFields(Utf8JsonWriter writer, Repository repository, PullRequest pull)
    {
        var issue = pull.Issue;
        var url = $"{Api(repository)}/pulls/{issue.Number}";
        var issueUrl = $"{Api(repository)}/issues/{issue.Number}";
        var page = $"{Html(repository)}/pull/{issue.Number}";
        var statuses = $"{Api(repository)}/statuses/{pull.HeadSha}";
        writer.Text("url", url);
        writer.Number("id", pull.Id);
        writer.Text("node_id", NodeId("PR", pull.Id));
        writer.Text("html_url", page);
        writer.Text("diff_url", $"{page}.diff");
        writer.Text("patch_url", $"{page}.patch");
        writer.Text("issue_url", issueUrl);
        writer.Number("number", issue.Number);
        writer.Text("state", issue.IsOpen ? "open" : "closed");
        writer.Flag("locked", false);
        writer.Text("title", issue.Title);
        User(writer, "user", issue.Author);
        writer.Text("body", issue.Body);
        writer.Time("created_at", issue.CreatedAt);
        writer.Time("updated_at", issue.UpdatedAt);
        writer.Time("closed_at", issue.ClosedAt);
        writer.Time("merged_at", pull.MergedAt);
        writer.Text("merge_commit_sha", pull.MergeCommitSha);
        Assignees(writer, issue);
        writer.List("requested_reviewers", pull.RequestedReviewers, person => User(writer, person));
        writer.List<string>("requested_teams", [], writer.WriteStringValue);
        Labels(writer, repository, issue);
        writer.Nothing("milestone");
        writer.Flag("draft", pull.Draft);
        writer.Text("commits_url", $"{url}/commits");
        writer.Text("review_comments_url", $"{url}/comments");
        writer.Text("review_comment_url", $"{Api(repository)}/pulls/comments{{/number}}");
        writer.Text("comments_url", $"{issueUrl}/comments");
        writer.Text("statuses_url", statuses);
        Side(writer, "head", repository, pull.HeadBranch, pull.HeadSha);
        Side(writer, "base", repository, pull.BaseBranch, pull.BaseSha);
        writer.Object("_links", () =>
        {
            Link(writer, "self", url);
            Link(writer, "html", page);
            Link(writer, "issue", issueUrl);
            Link(writer, "comments", $"{issueUrl}/comments");
            Link(writer, "review_comments", $"{url}/comments");
            Link(writer, "review_comment", $"{Api(repository)}/pulls/comments{{/number}}");
            Link(writer, "commits", $"{url}/commits");
            Link(writer, "statuses", statuses);
        });
        writer.Text("author_association", Association(issue.Author));
        writer.Nothing("auto_merge", "active_lock_reason");
    }

    private void Side(Utf8JsonWriter writer, string name, Repository repository, string branch, string sha) => writer.Object(name, () =>
    {
        writer.Text("label", $"{repository.Owner}:{branch}");
        writer.Text("ref", branch);
        writer.Text("sha", sha);
        Owner(writer, "user", repository);
        Repository(writer, "repo", repository);
    });

    private static void Link(Utf8JsonWriter writer, string name, string href) => writer.Object(name, () => writer.Text("href", href));
}
