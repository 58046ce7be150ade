using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.GitHub.Payloads;
using static Blackbox.Tests.Collecting.GitHub.Recorded;

namespace Blackbox.Tests.Collecting.GitHub.Payloads;

public sealed class HostilePayloadTests
{
    private static readonly Dictionary<int, string> NoTitles = [];
    private static readonly PullItem AnyPull = Pull("""{"id": 7, "number": 1, "title": "Read ahead", "user": {"login": "Bob"}, "created_at": "2026-03-01T00:00:00Z"}""");

    [Fact]
    public void Ids_of_64_bits_are_kept()
    {
        Assert.Null(CommentItem.ReadComment(
            Json("""{"id": 9223372036854775807, "issue_url": "https://x/issues/2147483647", "created_at": "2026-03-01T00:00:00Z"}"""), "o/r", NoTitles, out var comment));
        Assert.Equal("comment:9223372036854775807", comment!.ExternalId);
        Assert.Equal("#2147483647", comment.Title);
    }

    [Fact]
    public void Who_is_missing_is_a_ghost()
    {
        foreach (var user in new[] { "null", "{}", "[]", "7", "\"x\"", """{"login": null}""", """{"login": "\u0001 "}""" })
        {
            Assert.Null(CommentItem.ReadComment(
                Json($$"""{"id": 1, "user": {{user}}, "issue_url": "https://x/issues/2", "created_at": "2026-03-01T00:00:00Z", "body": null}"""), "o/r", NoTitles, out var comment));
            Assert.Equal(new CollectedPerson("ghost", "ghost"), comment!.Person);
            Assert.Equal("", comment.Body);
        }
    }

    [Theory]
    [InlineData("""{"login": "renovate[bot]", "type": "User"}""")]
    [InlineData("""{"login": "Renovate[Bot]"}""")]
    [InlineData("""{"login": "ci", "type": "Bot"}""")]
    public void Bots_are_left_out_of_everything(string user)
    {
        var at = """ "created_at": "2026-03-01T00:00:00Z", "submitted_at": "2026-03-01T00:00:00Z", "published_at": "2026-03-01T00:00:00Z" """;
        var json = Json($$"""
            {"id": 1, "number": 2, "user": {{user}}, "author": {{user}}, "actor": {{user}}, "event": "closed", "state": "APPROVED", "body": "x",
             "issue": {"number": 2}, "issue_url": "https://x/issues/2", "pull_request_url": "https://x/pulls/2", {{at}} }
            """);
        Assert.Null(CommentItem.ReadComment(json, "o/r", NoTitles, out var comment));
        Assert.Null(CommentItem.ReadReviewComment(json, "o/r", NoTitles, out var line));
        Assert.Null(ReviewItem.Read(json, "o/r", AnyPull, out var review));
        Assert.Null(ReleaseItem.Read(json, "o/r", out var release));
        Assert.Null(IssueItem.Read(json, out var issue));
        Assert.Null(IssueEventItem.Read(json, out var closed));
        Assert.All([comment, line, review, release, issue.Opened("o/r", json), closed.Activity("o/r", null, null, null)], Assert.Null);
        Assert.True(Pull($$"""{"id": 1, "number": 2, "user": {{user}}, {{at}} }""").Author.IsBot);
    }

    [Fact]
    public void A_bots_commit_belongs_to_the_people_who_wrote_it_with_it()
    {
        var commit = Commit("Bump x\n\nCo-authored-by: Mina Park <12+Mina@users.noreply.github.com>\nCo-authored-by: bot <1+dependabot[bot]@users.noreply.github.com>",
            """{"login": "dependabot[bot]", "type": "Bot"}""");
        var activity = Assert.Single(commit.Activities("o/r", null, null));
        Assert.Equal(new CollectedPerson("mina", "Mina"), activity.Person);
        Assert.Equal("co-author", Details(activity).Text("role"));
    }

    [Fact]
    public void Co_authors_get_an_activity_each_and_the_author_not_twice()
    {
        var commit = Commit(
            """
            Pair on it

            Co-authored-by: Bob Li <BOB@Example.com>
            Co-authored-by: Bob again <bob@example.com>
            Co-authored-by: Zoë <9+zoe@users.noreply.github.example.org>
            Co-authored-by: Me <1+Ann@users.noreply.github.com>
            """, """{"login": "ann"}""");
        Assert.Equal(
            [("ann", "author"), ("bob@example.com", "co-author"), ("zoe", "co-author")],
            commit.Activities("o/r", null, null).Select(a => (a.Person.ExternalId, Details(a).Text("role")!)));
    }

    [Fact]
    public void An_author_without_an_account_is_the_e_mail_in_lower_case()
    {
        Assert.Equal(new CollectedPerson("ann@example.com", "Ann L"), Commit("x", "null").Activities("o/r", null, null).Single().Person);
        Assert.Equal("ann@example.com", Commit("x", "{}").Activities("o/r", null, null).Single().Person.ExternalId);
    }

    [Fact]
    public void A_closing_beside_a_merge_is_no_activity_and_one_before_it_is()
    {
        string? KindOf(string name, string at, string? mergedAt) => IssueEventItem.Read(Json($$"""
            {"id": 5, "event": "{{name}}", "created_at": "{{at}}", "actor": {"login": "ann"},
             "issue": {"number": 3, "pull_request": {"merged_at": {{(mergedAt is null ? "null" : $"\"{mergedAt}\"")}} } } }
            """), out var item) is null ? item.Kind : "malformed";

        Assert.Equal("pull_request_merged", KindOf("merged", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"));
        Assert.Null(KindOf("closed", "2026-03-02T10:00:01Z", "2026-03-02T10:00:00Z"));
        Assert.Equal("pull_request_closed", KindOf("closed", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"));
        Assert.Equal("pull_request_closed", KindOf("closed", "2026-03-01T10:00:00Z", null));
        Assert.Equal("pull_request_reopened", KindOf("reopened", "2026-03-01T11:00:00Z", null));
        Assert.Null(KindOf("labeled", "2026-03-01T11:00:00Z", null));
    }

    [Fact]
    public void Reviews_keep_their_state_and_drafts_of_anything_are_left_out()
    {
        CollectedActivity? Review(string state, string body) => ReviewItem.Read(
            Json($$"""{"id": 5, "user": {"login": "ann"}, "state": "{{state}}", "body": "{{body}}", "submitted_at": "2026-03-02T10:00:00Z"}"""), "o/r", AnyPull, out var a) is null ? a : null;

        Assert.Null(Review("PENDING", "not yet"));
        Assert.Null(Review("COMMENTED", " "));
        Assert.Null(Review("COMMENTED", "<!-- only a template -->"));
        Assert.Equal(("approved", "Bob", "Read ahead"), (Details(Review("APPROVED", "")!).Text("state"), Details(Review("APPROVED", "")!).Text("author"), Review("APPROVED", "")!.Title));
        Assert.Equal("changes_requested", Details(Review("CHANGES_REQUESTED", "no")!).Text("state"));
        Assert.Null(ReleaseItem.Read(Json("""{"id": 1, "draft": true, "published_at": "2026-03-01T00:00:00Z"}"""), "o/r", out var draft));
        Assert.Null(draft);
        Assert.Null(ReleaseItem.Read(Json("""{"id": 1, "tag_name": "v1", "name": "", "published_at": "2026-03-01T00:00:00Z", "author": null}"""), "o/r", out var release));
        Assert.Equal(("v1", "ghost"), (release!.Title, release.Person.ExternalId));
    }

    [Fact]
    public void Texts_lose_what_a_template_leads_in_with_and_titles_their_control_characters()
    {
        Assert.Equal("Why\nit is so <!-- kept -->", Blackbox.Core.Collecting.GitHub.Payloads.GitHubText.Body("<!-- say why -->\r\n <!--\nand how --> \r\nWhy\r\nit is so <!-- kept --> "));
        Assert.Equal("", Blackbox.Core.Collecting.GitHub.Payloads.GitHubText.Body("<!-- never closed"));
        Assert.Equal("a b c d", Blackbox.Core.Collecting.GitHub.Payloads.GitHubText.Title("a\tb\u0000c\u2028d", "none"));
        Assert.Equal("none", Blackbox.Core.Collecting.GitHub.Payloads.GitHubText.Title(" \n", "none"));
    }

    [Fact]
    public void Huge_texts_are_cut()
    {
        var pull = Pull($$"""{"id": 1, "number": 2, "title": "{{new string('t', 100_000)}}", "created_at": "2026-03-01T00:00:00Z", "head": {"ref": "{{new string('r', 100_000)}}"}, "html_url": "https://x/{{new string('u', 9_000)}}" }""");
        var opened = pull.Opened("o/r", new string('b', 3_000_000), null);
        Assert.Equal((1_000, 50_000, null, null), (opened.Title.Length, opened.Body.Length, opened.Url, pull.Head));
        Assert.Null(FileItem.Read(Json($$"""{"filename": "{{new string('f', 9_000)}}", "patch": "{{new string('p', 9_000)}}", "additions": -1, "status": 7}"""), out var file));
        Assert.Equal((2_048, 500, 0, "modified"), (file.Path.Length, file.Patch!.Length, file.Added, file.Status));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"id": "1", "number": "2", "sha": 3, "created_at": 4, "state": [], "event": {}, "filename": 5}""")]
    [InlineData("""{"id": 1.5, "number": -2, "sha": "../../x", "created_at": "yesterday", "state": "", "event": "closed"}""")]
    [InlineData("""{"id": 99999999999999999999, "number": 99999999999, "sha": "zz", "created_at": "9999-12-31T23:59:59Z", "event": "merged"}""")]
    [InlineData("""{"id": 1, "number": 2, "state": "APPROVED", "published_at": "0001-01-01T00:00:00Z", "event": "reopened", "created_at": "1900-01-01T00:00:00Z"}""")]
    public void Items_of_another_shape_are_told_and_nothing_throws(string text)
    {
        var json = Json(text);
        Assert.NotNull(PullItem.Read(json, out _));
        Assert.NotNull(IssueItem.Read(json, out _));
        Assert.NotNull(IssueEventItem.Read(json, out _));
        Assert.NotNull(CommitItem.Read(json, out _));
        Assert.NotNull(CommentItem.ReadComment(json, "o/r", NoTitles, out _));
        Assert.NotNull(CommentItem.ReadReviewComment(json, "o/r", NoTitles, out _));
        Assert.NotNull(ReviewItem.Read(json, "o/r", AnyPull, out _));
        Assert.NotNull(FileItem.Read(json, out _));
    }

    [Fact]
    public void Members_of_another_type_are_absent()
    {
        var json = Json("""
            {"id": 1, "number": 2, "title": 5, "created_at": "2026-03-01T00:00:00Z", "updated_at": {}, "user": [], "head": 7, "base": {"ref": [], "repo": 1},
             "labels": [null, 3, {"name": 4}, {"name": "ok"}, []], "draft": "yes", "merged_at": 1, "html_url": "javascript:alert(1)", "body": ["x"], "pull_request": null}
            """);
        var pull = Pull(json.GetRawText());
        Assert.Equal(("#2", "ghost", null, null, "open", null, false), (pull.Title, pull.Author.Login, pull.Head, pull.Base, pull.State, pull.Url, pull.IsDraft));
        Assert.Equal(["ok"], pull.Labels);
        Assert.Null(IssueItem.Read(json, out var issue));
        Assert.Equal("", issue.Opened("o/r", json)!.Body);
        Assert.Null(CommitItem.Read(Json(
            """{"sha": "0123456789012345678901234567890123456789", "parents": {}, "commit": {"message": 3, "author": "x", "committer": {"date": "2026-03-01T00:00:00Z"}}}"""), out var commit));
        var activity = commit.Activities("o/r", null, null).Single();
        Assert.Equal(("(no message)", "unknown", "commit"), (activity.Title, activity.Person.ExternalId, activity.Kind));
    }

    [Fact]
    public void Lone_surrogates_and_nul_pass()
    {
        var pull = Pull("""{"id": 1, "number": 2, "title": "a\ud800b", "created_at": "2026-03-01T00:00:00Z"}""");
        Assert.Equal("#2", pull.Title);
        Assert.Null(CommentItem.ReadComment(
            Json("""{"id": 1, "body": "x\u0000y", "issue_url": "https://x/issues/2", "created_at": "2026-03-01T00:00:00Z"}"""), "o/r", NoTitles, out var comment));
        Assert.Equal("x\0y", comment!.Body);
    }

    private static PullItem Pull(string json)
    {
        Assert.Null(PullItem.Read(Json(json), out var pull));
        return pull;
    }

    private static CommitItem Commit(string message, string account)
    {
        Assert.Null(CommitItem.Read(Json($$"""
            {"sha": "0123456789012345678901234567890123456789", "parents": [], "author": {{account}},
             "commit": {"message": {{JsonSerializer.Serialize(message)}}, "author": {"name": "Ann L", "email": "Ann@Example.com"}, "committer": {"date": "2026-03-01T00:00:00Z"} } }
            """), out var commit));
        return commit;
    }
}
