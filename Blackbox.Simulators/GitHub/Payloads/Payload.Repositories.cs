using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

internal sealed partial class Payload
{
    private static readonly (string Name, string Path)[] RepositoryUrls =
    [
        ("forks_url", "/forks"), ("keys_url", "/keys{/key_id}"), ("collaborators_url", "/collaborators{/collaborator}"), ("teams_url", "/teams"),
        ("hooks_url", "/hooks"), ("issue_events_url", "/issues/events{/number}"), ("events_url", "/events"), ("assignees_url", "/assignees{/user}"),
        ("branches_url", "/branches{/branch}"), ("tags_url", "/tags"), ("blobs_url", "/git/blobs{/sha}"), ("git_tags_url", "/git/tags{/sha}"),
        ("git_refs_url", "/git/refs{/sha}"), ("trees_url", "/git/trees{/sha}"), ("statuses_url", "/statuses/{sha}"), ("languages_url", "/languages"),
        ("stargazers_url", "/stargazers"), ("contributors_url", "/contributors"), ("subscribers_url", "/subscribers"), ("subscription_url", "/subscription"),
        ("commits_url", "/commits{/sha}"), ("git_commits_url", "/git/commits{/sha}"), ("comments_url", "/comments{/number}"),
        ("issue_comment_url", "/issues/comments{/number}"), ("contents_url", "/contents/{+path}"), ("compare_url", "/compare/{base}...{head}"),
        ("merges_url", "/merges"), ("archive_url", "/{archive_format}{/ref}"), ("downloads_url", "/downloads"), ("issues_url", "/issues{/number}"),
        ("pulls_url", "/pulls{/number}"), ("milestones_url", "/milestones{/number}"), ("notifications_url", "/notifications{?since,all,participating}"),
        ("labels_url", "/labels{/name}"), ("releases_url", "/releases{/id}"), ("deployments_url", "/deployments"),
    ];

    private void NewRepository(Utf8JsonWriter writer, Repository repository)
    {
        var url = Api(repository);
        var page = Html(repository);
        var open = repository.Issues.Count(issue => issue.IsOpen);
        writer.WriteStartObject();
        writer.Number("id", repository.Id);
        writer.Text("node_id", NodeId("R", repository.Id));
        writer.Text("name", repository.Name);
        writer.Text("full_name", repository.FullName);
        writer.Flag("private", repository.IsPrivate);
        Owner(writer, "owner", repository);
        writer.Text("html_url", page);
        writer.Text("description", repository.Description);
        writer.Flag("fork", false);
        writer.Text("url", url);
        foreach (var (name, path) in RepositoryUrls)
            writer.Text(name, url + path);
        writer.Time("created_at", repository.CreatedAt);
        writer.Time("updated_at", repository.PushedAt);
        writer.Time("pushed_at", repository.PushedAt);
        writer.Text("git_url", $"git://simulated.invalid/{repository.FullName}.git");
        writer.Text("ssh_url", $"git@simulated.invalid:{repository.FullName}.git");
        writer.Text("clone_url", $"{page}.git");
        writer.Text("svn_url", page);
        writer.Nothing("homepage");
        writer.Number("size", repository.Commits.Count * 3);
        writer.Number("stargazers_count", 0);
        writer.Number("watchers_count", 0);
        writer.Text("language", repository.Language.Length == 0 ? null : repository.Language);
        writer.Flag("has_issues", true);
        writer.Flag("has_projects", true);
        writer.Flag("has_downloads", true);
        writer.Flag("has_wiki", false);
        writer.Flag("has_pages", false);
        writer.Flag("has_discussions", false);
        writer.Number("forks_count", 0);
        writer.Nothing("mirror_url");
        writer.Flag("archived", false);
        writer.Flag("disabled", false);
        writer.Number("open_issues_count", open);
        writer.Nothing("license");
        writer.Flag("allow_forking", true);
        writer.Flag("is_template", false);
        writer.Flag("web_commit_signoff_required", false);
        writer.List<string>("topics", [], writer.WriteStringValue);
        writer.Text("visibility", repository.IsPrivate ? "private" : "public");
        writer.Number("forks", 0);
        writer.Number("open_issues", open);
        writer.Number("watchers", 0);
        writer.Text("default_branch", repository.DefaultBranch);
        writer.WriteEndObject();
    }

    private void Owner(Utf8JsonWriter writer, string name, Repository repository)
    {
        if (repository.OwnedByOrganisation)
            Organisation(writer, name);
        else
            User(writer, name, organisation.FindPerson(repository.Owner));
    }

    private void Organisation(Utf8JsonWriter writer, string name) => writer.Object(name, () =>
    {
        var url = $"{api}/users/{organisation.Name}";
        writer.Text("login", organisation.Name);
        writer.Number("id", organisation.Id);
        writer.Text("node_id", NodeId("O", organisation.Id));
        writer.Text("avatar_url", $"{html}/avatars/u/{organisation.Id}?v=4");
        writer.Text("gravatar_id", "");
        writer.Text("url", url);
        writer.Text("html_url", $"{html}/{organisation.Name}");
        writer.Text("followers_url", $"{url}/followers");
        writer.Text("events_url", $"{url}/events{{/privacy}}");
        writer.Text("repos_url", $"{url}/repos");
        writer.Text("type", "Organization");
        writer.Text("user_view_type", "public");
        writer.Flag("site_admin", false);
    });

    public void Branch(Utf8JsonWriter writer, Repository repository, string name, string sha)
    {
        writer.WriteStartObject();
        writer.Text("name", name);
        writer.Object("commit", () =>
        {
            writer.Text("sha", sha);
            writer.Text("url", $"{Api(repository)}/commits/{sha}");
        });
        writer.Flag("protected", name == repository.DefaultBranch);
        writer.WriteEndObject();
    }

    public void Release(Utf8JsonWriter writer, Repository repository, Release release)
    {
        var url = $"{Api(repository)}/releases/{release.Id}";
        writer.WriteStartObject();
        writer.Text("url", url);
        writer.Text("assets_url", $"{url}/assets");
        writer.Text("upload_url", $"{url}/assets{{?name,label}}");
        writer.Text("html_url", $"{Html(repository)}/releases/tag/{release.Tag}");
        writer.Number("id", release.Id);
        User(writer, "author", release.Author);
        writer.Text("node_id", NodeId("RE", release.Id));
        writer.Text("tag_name", release.Tag);
        writer.Text("target_commitish", release.Target);
        writer.Text("name", release.Name);
        writer.Flag("draft", release.PublishedAt is null);
        writer.Flag("immutable", false);
        writer.Flag("prerelease", false);
        writer.Time("created_at", release.CreatedAt);
        writer.Time("updated_at", release.PublishedAt ?? release.CreatedAt);
        writer.Time("published_at", release.PublishedAt);
        writer.List<string>("assets", [], writer.WriteStringValue);
        writer.Text("tarball_url", $"{Api(repository)}/tarball/{release.Tag}");
        writer.Text("zipball_url", $"{Api(repository)}/zipball/{release.Tag}");
        writer.Text("body", release.Body);
        writer.WriteEndObject();
    }
}
