using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

/// <summary>
/// Events as they are since October 2025: a push carries no commits, a pull request only what identifies it.
/// See https://github.blog/changelog/2025-08-08-upcoming-changes-to-github-events-api-payloads/.
/// </summary>
internal sealed partial class Payload
{
    public void Event(Utf8JsonWriter writer, TimelineEvent entry)
    {
        var repository = entry.Repository;
        writer.WriteStartObject();
        writer.Text("id", entry.Id.ToString(CultureInfo.InvariantCulture));
        writer.Text("type", TypeOf(entry.Kind));
        writer.Object("actor", () =>
        {
            writer.Number("id", entry.Actor.Id);
            writer.Text("login", entry.Actor.Login);
            writer.Text("display_login", entry.Actor.Login.Replace("[bot]", "", StringComparison.Ordinal));
            writer.Text("gravatar_id", "");
            writer.Text("url", $"{api}/users/{entry.Actor.Login}");
            writer.Text("avatar_url", $"{html}/avatars/u/{entry.Actor.Id}?");
        });
        writer.Object("repo", () =>
        {
            writer.Number("id", repository.Id);
            writer.Text("name", repository.FullName);
            writer.Text("url", Api(repository));
        });
        writer.Object("payload", () => EventPayload(writer, entry));
        writer.Flag("public", !repository.IsPrivate);
        writer.Time("created_at", entry.CreatedAt);
        if (repository.OwnedByOrganisation)
        {
            writer.Object("org", () =>
            {
                writer.Number("id", organisation.Id);
                writer.Text("login", organisation.Name);
                writer.Text("gravatar_id", "");
                writer.Text("url", $"{api}/orgs/{organisation.Name}");
                writer.Text("avatar_url", $"{html}/avatars/u/{organisation.Id}?");
            });
        }
        writer.WriteEndObject();
    }

    private void EventPayload(Utf8JsonWriter writer, TimelineEvent entry)
    {
        var repository = entry.Repository;
        switch (entry.Kind)
        {
            case TimelineKind.Push:
                writer.Number("repository_id", repository.Id);
                writer.Number("push_id", entry.Id + 7);
                writer.Text("ref", $"refs/heads/{entry.Branch}");
                writer.Text("head", entry.Head);
                writer.Text("before", entry.Before);
                return;
            case TimelineKind.CreateBranch or TimelineKind.DeleteBranch:
                writer.Text("ref", entry.Branch);
                writer.Text("ref_type", "branch");
                writer.Text("full_ref", $"refs/heads/{entry.Branch}");
                if (entry.Kind == TimelineKind.CreateBranch)
                {
                    writer.Text("master_branch", repository.DefaultBranch);
                    writer.Text("description", repository.Description);
                }
                writer.Text("pusher_type", "user");
                return;
        }
        writer.Text("action", entry.Action);
        switch (entry.Kind)
        {
            case TimelineKind.PullRequest:
                writer.Number("number", entry.Issue!.Number);
                PullReference(writer, repository, entry.Issue);
                break;
            case TimelineKind.Review:
                writer.WritePropertyName("review");
                Review(writer, repository, entry.Issue!.Number, (Review)entry.Subject!);
                PullReference(writer, repository, entry.Issue);
                break;
            case TimelineKind.ReviewComment:
                writer.WritePropertyName("comment");
                ReviewComment(writer, repository, (ReviewComment)entry.Subject!);
                PullReference(writer, repository, entry.Issue!);
                break;
            case TimelineKind.Issue:
                writer.WritePropertyName("issue");
                Issue(writer, repository, entry.Issue!);
                break;
            case TimelineKind.Comment:
                writer.WritePropertyName("issue");
                Issue(writer, repository, entry.Issue!);
                writer.WritePropertyName("comment");
                Comment(writer, repository, (Comment)entry.Subject!);
                break;
            case TimelineKind.Release:
                writer.WritePropertyName("release");
                Release(writer, repository, (Release)entry.Subject!);
                break;
        }
    }

    private void PullReference(Utf8JsonWriter writer, Repository repository, Issue issue) => writer.Object("pull_request", () =>
    {
        var pull = issue.Pull!;
        writer.Text("url", $"{Api(repository)}/pulls/{issue.Number}");
        writer.Number("id", pull.Id);
        writer.Number("number", issue.Number);
        foreach (var (name, branch, sha) in new[] { ("head", pull.HeadBranch, pull.HeadSha), ("base", pull.BaseBranch, pull.BaseSha) })
        {
            writer.Object(name, () =>
            {
                writer.Text("ref", branch);
                writer.Text("sha", sha);
                writer.Object("repo", () =>
                {
                    writer.Number("id", repository.Id);
                    writer.Text("url", Api(repository));
                    writer.Text("name", repository.Name);
                });
            });
        }
    });

    private static string TypeOf(TimelineKind kind) => kind switch
    {
        TimelineKind.Push => "PushEvent",
        TimelineKind.CreateBranch => "CreateEvent",
        TimelineKind.DeleteBranch => "DeleteEvent",
        TimelineKind.PullRequest => "PullRequestEvent",
        TimelineKind.Review => "PullRequestReviewEvent",
        TimelineKind.ReviewComment => "PullRequestReviewCommentEvent",
        TimelineKind.Issue => "IssuesEvent",
        TimelineKind.Comment => "IssueCommentEvent",
        _ => "ReleaseEvent",
    };
}
