using System.Text.Json;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

internal sealed partial class Payload
{
    public void Commit(Utf8JsonWriter writer, Repository repository, Commit commit)
    {
        if (commit.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        writer.WriteStartObject();
        CommitFields(writer, repository, commit);
        writer.WriteEndObject();
    }

    /// <summary>One commit, asked for by itself: with its files.</summary>
    public void CommitWithFiles(Utf8JsonWriter writer, Repository repository, Commit commit, IReadOnlyList<ChangedFile> files)
    {
        if (commit.Recorded is { } recorded)
        {
            Recorded(writer, recorded);
            return;
        }
        writer.WriteStartObject();
        CommitFields(writer, repository, commit);
        writer.Object("stats", () =>
        {
            var (additions, deletions) = (commit.Files.Sum(file => file.Additions), commit.Files.Sum(file => file.Deletions));
            writer.Number("total", additions + deletions);
            writer.Number("additions", additions);
            writer.Number("deletions", deletions);
        });
        writer.List("files", files, file => File(writer, repository, commit.Sha, file));
        writer.WriteEndObject();
    }

    public void File(Utf8JsonWriter writer, Repository repository, string sha, ChangedFile file)
    {
        writer.WriteStartObject();
        writer.Text("sha", Dice.Sha(file.Seed, file.Path));
        writer.Text("filename", file.Path);
        writer.Text("status", file.Status);
        writer.Number("additions", file.Additions);
        writer.Number("deletions", file.Deletions);
        writer.Number("changes", file.Additions + file.Deletions);
        writer.Text("blob_url", $"{Html(repository)}/blob/{sha}/{file.Path}");
        writer.Text("raw_url", $"{Html(repository)}/raw/{sha}/{file.Path}");
        writer.Text("contents_url", $"{Api(repository)}/contents/{file.Path}?ref={sha}");
        // GitHub leaves the patch out of a file that is too large or binary.
        if (file.Additions + file.Deletions is > 0 and <= 3_000)
            writer.Text("patch", Patch.Of(file));
        writer.WriteEndObject();
    }

    public void Compare(
        Utf8JsonWriter writer, Repository repository, string range, Commit from, Commit to, Commit mergeBase, CommitList ahead, int behind,
        IEnumerable<Commit> page, IReadOnlyList<ChangedFile> files)
    {
        var url = $"{Api(repository)}/compare/{range}";
        writer.WriteStartObject();
        writer.Text("url", url);
        writer.Text("html_url", $"{Html(repository)}/compare/{range}");
        writer.Text("permalink_url", $"{Html(repository)}/compare/{from.Sha[..7]}...{to.Sha[..7]}");
        writer.Text("diff_url", $"{Html(repository)}/compare/{range}.diff");
        writer.Text("patch_url", $"{Html(repository)}/compare/{range}.patch");
        writer.WritePropertyName("base_commit");
        Commit(writer, repository, from);
        writer.WritePropertyName("merge_base_commit");
        Commit(writer, repository, mergeBase);
        writer.Text("status", (ahead.Count, behind) switch { (0, 0) => "identical", (_, 0) => "ahead", (0, _) => "behind", _ => "diverged" });
        writer.Number("ahead_by", ahead.Count);
        writer.Number("behind_by", behind);
        writer.Number("total_commits", ahead.Count);
        writer.List("commits", page, commit => Commit(writer, repository, commit));
        writer.List("files", files, file => File(writer, repository, to.Sha, file));
        writer.WriteEndObject();
    }

    private void CommitFields(Utf8JsonWriter writer, Repository repository, Commit commit)
    {
        var url = $"{Api(repository)}/commits/{commit.Sha}";
        var tree = Dice.Sha(0, commit.Sha);
        writer.Text("sha", commit.Sha);
        writer.Text("node_id", $"C_{commit.Sha[..16]}");
        writer.Object("commit", () =>
        {
            Signature(writer, "author", commit.Author);
            Signature(writer, "committer", commit.Committer);
            writer.Text("message", commit.Message);
            writer.Object("tree", () =>
            {
                writer.Text("sha", tree);
                writer.Text("url", $"{Api(repository)}/git/trees/{tree}");
            });
            writer.Text("url", $"{Api(repository)}/git/commits/{commit.Sha}");
            writer.Number("comment_count", 0);
            writer.Object("verification", () =>
            {
                writer.Flag("verified", false);
                writer.Text("reason", "unsigned");
                writer.Nothing("signature", "payload", "verified_at");
            });
        });
        writer.Text("url", url);
        writer.Text("html_url", $"{Html(repository)}/commit/{commit.Sha}");
        writer.Text("comments_url", $"{url}/comments");
        User(writer, "author", commit.Author.Account);
        User(writer, "committer", commit.Committer.Account);
        writer.List("parents", commit.Parents, parent =>
        {
            writer.WriteStartObject();
            writer.Text("sha", parent);
            writer.Text("url", $"{Api(repository)}/commits/{parent}");
            writer.Text("html_url", $"{Html(repository)}/commit/{parent}");
            writer.WriteEndObject();
        });
    }

    private static void Signature(Utf8JsonWriter writer, string name, Signature signature) => writer.Object(name, () =>
    {
        writer.Text("name", signature.Name);
        writer.Text("email", signature.Email);
        writer.Time("date", signature.Date);
    });
}
