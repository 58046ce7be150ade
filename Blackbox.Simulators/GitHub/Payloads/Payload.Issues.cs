using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

internal sealed partial class Payload
{
    private static readonly string[] Reactions = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

    public void Issue(Utf8JsonWriter writer, Repository repository, Issue issue)
    {
        if (issue.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        writer.WriteStartObject();
        IssueFields(writer, repository, issue);
        writer.WriteEndObject();
    }

    /// <summary>As a search result, which has a score.</summary>
    public void FoundIssue(Utf8JsonWriter writer, Repository repository, Issue issue)
    {
        writer.WriteStartObject();
        IssueFields(writer, repository, issue);
        writer.WriteNumber("score", 1.0);
        writer.WriteEndObject();
    }

    public void FoundCommit(Utf8JsonWriter writer, Repository repository, Commit commit)
    {
        writer.WriteStartObject();
        CommitFields(writer, repository, commit);
        Repository(writer, "repository", repository);
        writer.WriteNumber("score", 1.0);
        writer.WriteEndObject();
    }

    public void Comment(Utf8JsonWriter writer, Repository repository, Comment comment)
    {
        if (comment.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        var url = $"{Api(repository)}/issues/comments/{comment.Id}";
        var kind = repository.FindIssue(comment.Number)?.Pull is null ? "issues" : "pull";
        writer.WriteStartObject();
        writer.Text("url", url);
        writer.Text("html_url", $"{Html(repository)}/{kind}/{comment.Number}#issuecomment-{comment.Id}");
        writer.Text("issue_url", $"{Api(repository)}/issues/{comment.Number}");
        writer.Number("id", comment.Id);
        writer.Text("node_id", NodeId("IC", comment.Id));
        User(writer, "user", comment.Author);
        writer.Time("created_at", comment.CreatedAt);
        writer.Time("updated_at", comment.UpdatedAt);
        writer.Text("author_association", Association(comment.Author));
        writer.Text("body", comment.Body);
        ReactionsOf(writer, url);
        writer.Nothing("performed_via_github_app");
        writer.WriteEndObject();
    }

    public void IssueEvent(Utf8JsonWriter writer, Repository repository, IssueEvent entry)
    {
        if (entry.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        writer.WriteStartObject();
        writer.Number("id", entry.Id);
        writer.Text("node_id", NodeId("EV", entry.Id));
        writer.Text("url", $"{Api(repository)}/issues/events/{entry.Id}");
        User(writer, "actor", entry.Actor);
        writer.Text("event", entry.Event);
        writer.Text("commit_id", entry.CommitSha);
        writer.Text("commit_url", entry.CommitSha is null ? null : $"{Api(repository)}/commits/{entry.CommitSha}");
        writer.Time("created_at", entry.CreatedAt);
        if (entry.Label is { } label)
        {
            writer.Object("label", () =>
            {
                writer.Text("name", label);
                writer.Text("color", ColourOf(label));
            });
        }
        if (entry.Event == "assigned")
        {
            User(writer, "assignee", entry.Other);
            User(writer, "assigner", entry.Actor);
        }
        if (entry.Event == "review_requested")
        {
            User(writer, "review_requester", entry.Actor);
            User(writer, "requested_reviewer", entry.Other);
        }
        if (entry.Event == "closed")
            writer.Text("state_reason", repository.FindIssue(entry.Number)?.Pull is null ? "completed" : null);
        writer.WritePropertyName("issue");
        if (repository.FindIssue(entry.Number) is { } issue)
            Issue(writer, repository, issue);
        else
            writer.WriteNullValue();
        writer.Nothing("performed_via_github_app");
        writer.WriteEndObject();
    }

    private void IssueFields(Utf8JsonWriter writer, Repository repository, Issue issue)
    {
        var url = $"{Api(repository)}/issues/{issue.Number}";
        var page = $"{Html(repository)}/{(issue.Pull is null ? "issues" : "pull")}/{issue.Number}";
        writer.Text("url", url);
        writer.Text("repository_url", Api(repository));
        writer.Text("labels_url", $"{url}/labels{{/name}}");
        writer.Text("comments_url", $"{url}/comments");
        writer.Text("events_url", $"{url}/events");
        writer.Text("html_url", page);
        writer.Number("id", issue.Id);
        writer.Text("node_id", NodeId(issue.Pull is null ? "I" : "PR", issue.Id));
        writer.Number("number", issue.Number);
        writer.Text("title", issue.Title);
        User(writer, "user", issue.Author);
        Labels(writer, repository, issue);
        writer.Text("state", issue.IsOpen ? "open" : "closed");
        writer.Flag("locked", false);
        Assignees(writer, issue);
        writer.Nothing("milestone");
        writer.Number("comments", issue.Comments);
        writer.Time("created_at", issue.CreatedAt);
        writer.Time("updated_at", issue.UpdatedAt);
        writer.Time("closed_at", issue.ClosedAt);
        writer.Text("author_association", Association(issue.Author));
        writer.Nothing("type", "active_lock_reason");
        if (issue.Pull is { } pull)
        {
            writer.Flag("draft", pull.Draft);
            writer.Object("pull_request", () =>
            {
                writer.Text("url", $"{Api(repository)}/pulls/{issue.Number}");
                writer.Text("html_url", page);
                writer.Text("diff_url", $"{page}.diff");
                writer.Text("patch_url", $"{page}.patch");
                writer.Time("merged_at", pull.MergedAt);
            });
        }
        writer.Text("body", issue.Body);
        User(writer, "closed_by", issue.ClosedBy);
        ReactionsOf(writer, url);
        writer.Text("timeline_url", $"{url}/timeline");
        writer.Nothing("performed_via_github_app");
        writer.Text("state_reason", issue.StateReason);
    }

    private void Labels(Utf8JsonWriter writer, Repository repository, Issue issue) => writer.List("labels", issue.Labels, label =>
    {
        writer.WriteStartObject();
        writer.Number("id", 4_000_000_000 + Convert.ToInt64(ColourOf(label), 16));
        writer.Text("node_id", $"LA_{label}");
        writer.Text("url", $"{Api(repository)}/labels/{label}");
        writer.Text("name", label);
        writer.Text("color", ColourOf(label));
        writer.Flag("default", label is "bug" or "enhancement");
        writer.Text("description", "");
        writer.WriteEndObject();
    });

    private void Assignees(Utf8JsonWriter writer, Issue issue)
    {
        User(writer, "assignee", issue.Assignee);
        writer.List("assignees", issue.Assignee is { } assignee ? [assignee] : Array.Empty<Person>(), person => User(writer, person));
    }

    private static void ReactionsOf(Utf8JsonWriter writer, string url) => writer.Object("reactions", () =>
    {
        writer.Text("url", $"{url}/reactions");
        writer.Number("total_count", 0);
        foreach (var reaction in Reactions)
            writer.Number(reaction, 0);
    });

    private static string Association(Person person) => person.IsBot ? "NONE" : "MEMBER";

    private static string ColourOf(string label) => label switch
    {
        "bug" => "d73a4a",
        "enhancement" => "a2eeef",
        "dependencies" => "0366d6",
        _ => "ededed",
    };
}
