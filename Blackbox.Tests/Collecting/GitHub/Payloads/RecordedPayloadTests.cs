using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.GitHub.Payloads;
using static Blackbox.Tests.Collecting.GitHub.Recorded;

namespace Blackbox.Tests.Collecting.GitHub.Payloads;

/// <summary>What is expected here was written by hand from the payloads. Each file repeats its first item, as DevLake's tests do.</summary>
public sealed class RecordedPayloadTests
{
    private static readonly Dictionary<int, string> Titles = new() { [4] = "pre-allocate", [5] = "freeSignal", [6] = "a bug", [36] = "handle panics", [40] = "optimise" };

    [Fact]
    public void Pull_requests_become_their_openings()
    {
        var pulls = Items("pull_requests").Select(json => (Json: json, Problem: PullItem.Read(json, out var pull), Pull: pull)).ToList();
        Assert.All(pulls, row => Assert.Null(row.Problem));

        var opened = pulls.Select(row => row.Pull.Opened(Container, row.Json.Text("body"), null)).ToList();
        Assert.All(opened, activity => Assert.Equal(("pull_request_opened", Container), (activity.Kind, activity.Container)));
        Assert.Equal(
            [
                ("barryz", "barryz", "pull:203756736:opened", At("2018-07-25T08:19:30Z"), "https://github.com/panjf2000/ants/pull/4"),
                ("barryz", "barryz", "pull:203756736:opened", At("2018-07-25T08:19:30Z"), "https://github.com/panjf2000/ants/pull/4"),
                ("hongli-my", "hongli-my", "pull:211603583:opened", At("2018-08-29T01:35:54Z"), "https://github.com/panjf2000/ants/pull/8"),
                ("nonnnnnnnnn", "Nonnnnnnnnn", "pull:212277907:opened", At("2018-08-31T05:29:36Z"), "https://github.com/panjf2000/ants/pull/9"),
                ("shanhuhai5739", "shanhuhai5739", "pull:216254598:opened", At("2018-09-18T10:15:01Z"), "https://github.com/panjf2000/ants/pull/11"),
                ("liyonglion", "liyonglion", "pull:218939809:opened", At("2018-09-28T11:37:28Z"), "https://github.com/panjf2000/ants/pull/13"),
                ("simepel", "SimePel", "pull:219363161:opened", At("2018-10-01T12:48:11Z"), "https://github.com/panjf2000/ants/pull/14"),
                ("egonelbre", "egonelbre", "pull:219936521:opened", At("2018-10-03T07:16:16Z"), "https://github.com/panjf2000/ants/pull/15"),
            ],
            opened.Select(a => (a.Person.ExternalId, a.Person.DisplayName, a.ExternalId, a.OccurredAt, a.Url!)));

        const string long44 = "pre-allocate the capacity of the worker list";
        Assert.Equal(string.Concat(Enumerable.Repeat(long44, 18)), opened[0].Title);
        Assert.Equal(string.Concat(Enumerable.Repeat(long44, 27))[..999] + "…", opened[1].Title);
        Assert.Equal(
            ["fix goroutine leak", "Update pool.go", "graceful exit", "❓ chinese cpu chinese ", "Remove meaningless if statements", "Fixes to benchmarks and added semaphore comparison"],
            opened.Skip(2).Select(a => a.Title));
        Assert.StartsWith("fix #3 \n*  chinese ，  chinese ，  chinese \n*  chinese `Pool`", opened[0].Body);
        Assert.Equal("n++,  will cause  workers[0] leak", opened[2].Body);
        Assert.Equal("", opened[6].Body);
    }

    [Fact]
    public void Pull_requests_tell_their_branches_states_and_labels()
    {
        var details = Items("pull_requests").Select(json =>
        {
            PullItem.Read(json, out var pull);
            return Details(pull.Opened(Container, null, null));
        }).ToList();

        Assert.Equal(
            [
                (4, "merged", "pre_allocate", "master", "3ddd58c390b0f928a5782c235f90ad0c9c21312c"),
                (8, "closed", "dev", "master", null),
                (9, "closed", "patch-1", "master", null),
                (11, "closed", "master", "develop", null),
                (13, "merged", "master", "master", "9a3b5cd25344822bca7684f87d9e123890a7bf59"),
                (14, "merged", "master", "master", "29730bb70343924a2f56a13a9799611dd1cd27fd"),
                (15, "merged", "fix-benchmarks", "master", "c10f80f7b760ba68bef1759f6e7921ba5e34b889"),
            ],
            details.Skip(1).Select(d => (d.Count("number") ?? 0, d.Text("state"), d.Text("head"), d.Text("base"), d.Text("mergeCommit"))));
        Assert.Equal("[\"enhancement\"]", details[0].Member("labels").GetRawText());
        Assert.Equal("[\"bug\"]", details[2].Member("labels").GetRawText());
        Assert.False(details[3].Has("labels"));
    }

    [Fact]
    public void Issues_become_their_openings_and_pull_requests_among_them_are_left_out()
    {
        var issues = Items("issues").Select(json => (Json: json, Problem: IssueItem.Read(json, out var issue), Issue: issue)).ToList();
        Assert.All(issues, row => Assert.Null(row.Problem));
        Assert.Equal([4, 4, 8, 9, 11], issues.Where(row => row.Issue.IsPull).Select(row => row.Issue.Number));

        var opened = issues.Select(row => row.Issue.Opened(Container, row.Json)).OfType<CollectedActivity>().ToList();
        Assert.Equal(
            [
                ("pathbox", "issue:346842831:opened", At("2018-08-02T03:09:57Z"), " chinese  <-p.freeSignal  chinese ", "https://github.com/panjf2000/ants/issues/5"),
                ("lovelly", "issue:347255859:opened", At("2018-08-03T04:32:28Z"), " chinese bug", "https://github.com/panjf2000/ants/issues/6"),
                ("huiwq1990", "issue:348630179:opened", At("2018-08-08T08:43:15Z"), " chinese ", "https://github.com/panjf2000/ants/issues/7"),
                ("moonlight-zhao", "issue:356703393:opened", At("2018-09-04T08:26:55Z"), " chinese worker chinese ", "https://github.com/panjf2000/ants/issues/10"),
                ("edcismybrother", "issue:364361014:opened", At("2018-09-27T08:32:25Z"), " chinese ， chinese tag chinese ", "https://github.com/panjf2000/ants/issues/12"),
            ],
            opened.Select(a => (a.Person.ExternalId, a.ExternalId, a.OccurredAt, a.Title, a.Url!)));
        Assert.All(opened, a => Assert.Equal(("issue_opened", "closed", "completed"), (a.Kind, Details(a).Text("state"), Details(a).Text("stateReason"))));
        Assert.Equal("[\"question\"]", Details(opened[0]).Member("labels").GetRawText());
    }

    [Fact]
    public void Comments_of_people_are_kept_and_the_bots_left_out()
    {
        var comments = Items("issue_comments")
            .Select(json => (Problem: CommentItem.ReadComment(json, Container, Titles, out var activity), Activity: activity)).ToList();
        Assert.All(comments, row => Assert.Null(row.Problem));
        Assert.Equal([0, 1], comments.Index().Where(row => row.Item.Activity is null).Select(row => row.Index));

        Assert.Equal(
            [
                ("panjf2000", 407714136L, "2018-07-25T10:49:44Z", 4, "pull/4", true), ("barryz", 407755528, "2018-07-25T13:33:42Z", 4, "pull/4", true),
                ("panjf2000", 407764945, "2018-07-25T14:02:41Z", 4, "pull/4", true), ("panjf2000", 409800144, "2018-08-02T04:13:09Z", 5, "issues/5", false),
                ("lovelly", 410141732, "2018-08-03T04:33:23Z", 6, "issues/6", false), ("lovelly", 410143221, "2018-08-03T04:46:13Z", 6, "issues/6", false),
                ("panjf2000", 410147487, "2018-08-03T05:21:03Z", 6, "issues/6", false), ("lovelly", 410170764, "2018-08-03T07:33:21Z", 6, "issues/6", false),
                ("lovelly", 410173358, "2018-08-03T07:44:32Z", 6, "issues/6", false), ("panjf2000", 410204870, "2018-08-03T09:51:15Z", 6, "issues/6", false),
                ("lovelly", 410205295, "2018-08-03T09:53:00Z", 6, "issues/6", false), ("panjf2000", 410267195, "2018-08-03T14:15:45Z", 6, "issues/6", false),
                ("panjf2000", 410290418, "2018-08-03T15:32:00Z", 5, "issues/5", false),
            ],
            comments.Skip(2).Select(row => (
                row.Activity!.Person.ExternalId, long.Parse(row.Activity.ExternalId["comment:".Length..], CultureInfo.InvariantCulture), Text(row.Activity.OccurredAt),
                Details(row.Activity).Count("number") ?? 0, PathOf(row.Activity.Url!),
                Details(row.Activity).Flag("onPullRequest") == true)));
        Assert.All(comments.Skip(2), row => Assert.Equal(("comment", Container), (row.Activity!.Kind, row.Activity.Container)));
        Assert.Equal(["pre-allocate", "freeSignal", "a bug"], comments.Skip(2).Select(row => row.Activity!.Title).Distinct());
        Assert.Equal("@lovelly  chinese ， chinese ， chinese ？", comments[8].Activity!.Body);
    }

    [Fact]
    public void Of_issue_events_only_the_closing_is_an_activity()
    {
        var events = Items("issue_events").Select(json => (Problem: IssueEventItem.Read(json, out var item), Item: item)).ToList();
        Assert.All(events, row => Assert.Null(row.Problem));
        Assert.Equal(["issue_closed", "issue_closed", null, null, null, null, null, null, null, null], events.Select(row => row.Item.Kind));
        Assert.All(events.Skip(2), row => Assert.Null(row.Item.Activity(Container, null, null, null)));

        var closed = events[1].Item.Activity(Container, null, null, null)!;
        Assert.Equal(
            ("zhmaio", "ZhMaio", "event:6774117135", At("2022-06-09T01:42:11Z"), "golang 1.17.x  chinese ？", "https://github.com/panjf2000/ants/issues/228"),
            (closed.Person.ExternalId, closed.Person.DisplayName, closed.ExternalId, closed.OccurredAt, closed.Title, closed.Url!));
        Assert.Equal(228, Details(closed).Count("number"));
        Assert.Equal("[\"help wanted\",\"question\"]", Details(closed).Member("labels").GetRawText());
    }

    [Fact]
    public void Reviews_that_only_carry_comments_are_left_out()
    {
        var pull = Pull(41);
        foreach (var json in Items("pull_request_reviews"))
        {
            Assert.Null(ReviewItem.Read(json, Container, pull, out var activity));
            Assert.Null(activity);
        }
    }

    [Fact]
    public void Review_comments_say_where_they_stand()
    {
        var comments = Items("pull_request_review_comments")
            .Select(json => (Problem: CommentItem.ReadReviewComment(json, Container, Titles, out var activity), Activity: activity!)).ToList();
        Assert.All(comments, row => Assert.Null(row.Problem));
        Assert.All(comments, row => Assert.Equal(("panjf2000", "review_comment"), (row.Activity.Person.ExternalId, row.Activity.Kind)));
        Assert.Equal(
            [
                ("review_comment:300245643", At("2019-07-04T06:32:11Z"), "handle panics", "worker.go", 61, 257849164, null, "https://github.com/panjf2000/ants/pull/36#discussion_r300245643"),
                ("review_comment:300246398", At("2019-07-04T06:35:07Z"), "handle panics", "worker.go", 61, 257849164, 300245643, "https://github.com/panjf2000/ants/pull/36#discussion_r300246398"),
                ("review_comment:307667007", At("2019-07-26T09:38:21Z"), "optimise", "ants.go", 36, 267089136, null, "https://github.com/panjf2000/ants/pull/40#discussion_r307667007"),
                ("review_comment:307667451", At("2019-07-26T09:39:24Z"), "optimise", "ants_test.go", 419, 267089136, null, "https://github.com/panjf2000/ants/pull/40#discussion_r307667451"),
                ("review_comment:307669178", At("2019-07-26T09:43:56Z"), "optimise", "worker.go", 25, 267089136, null, "https://github.com/panjf2000/ants/pull/40#discussion_r307669178"),
            ],
            comments.Select(row => (row.Activity.ExternalId, row.Activity.OccurredAt, row.Activity.Title, Details(row.Activity).Text("path")!,
                Details(row.Activity).Count("line") ?? 0, Details(row.Activity).Id("review") ?? 0, Details(row.Activity).Id("inReplyTo"), row.Activity.Url!)));
        Assert.Equal("I believe you should add new unit tests for your new feature.", comments[3].Activity.Body);
        Assert.All(comments, row => Assert.InRange(Details(row.Activity).Text("diffHunk")!.Length, 1, 500));
    }

    [Fact]
    public void Commits_occur_when_they_were_committed_and_belong_to_their_authors()
    {
        var commits = Items("pull_request_commits").Select(json => (Problem: CommitItem.Read(json, out var commit), Commit: commit)).ToList();
        Assert.All(commits, row => Assert.Null(row.Problem));
        var activities = commits.Select(row => Assert.Single(row.Commit.Activities(Container, "master", 36))).ToList();
        Assert.Equal(
            [
                ("choleraehyq", "commit", "5bbc9e170bbee27c37bcc30da3da75b4531d1edb", "2019-01-22T05:09:19Z", "feature: add PanicHandler"),
                ("choleraehyq", "commit", "5bbc9e170bbee27c37bcc30da3da75b4531d1edb", "2019-01-22T05:09:19Z", "feature: add PanicHandler"),
                ("panjf2000", "merge", "2fa305b66b7b4bd8116ef9c7635396ae6a3a9c68", "2018-08-04T02:49:26Z", "Merge branch 'develop'"),
                ("sarathsp06", "commit", "ec5d1f3b8107265cb53536975504c7cda4f6d68f", "2019-04-04T11:52:12Z", "goreport: lint warning on code comment structure"),
                ("anteoy", "commit", "5dc8b9a71737eb57dc03fbbe3eb9010ff6c3fbb6", "2019-07-26T14:18:32Z", "optimize memory allocation and add the log of panic stack"),
                ("king526", "commit", "39f04c6e65b76b5f20abd3ca0606db4cd038e5c2", "2019-06-27T03:24:38Z", "handle job panic"),
                ("choleraehyq", "commit", "58466b12b03a603d9f0331bbcc64a7557b27865d", "2019-08-20T10:31:45Z", "support nonblocking submit and max blocking limit setting"),
                ("panjf2000", "merge", "dc5c8af3e81054e142fe34ce16e8f22e51a12474", "2018-08-04T03:14:32Z", "Merge branch 'develop'"),
                ("nonnnnnnnnn", "commit", "31e05e714036a7ffac8831e30fc19858eccdc2f5", "2018-08-31T05:29:25Z", "Update pool.go"),
                ("nonnnnnnnnn", "commit", "2726d42ea62857283ee73ef3611e379b60974ad2", "2018-08-31T05:30:20Z", "Update pool.go"),
                ("hongli-my", "commit", "afd687164b13280199208ec4869709edcf02b52d", "2018-08-29T01:33:33Z", "fix goroutine leak"),
                ("barryz", "commit", "83042d709562a53973c78901ca5df7e7cddbe677", "2018-07-25T14:28:11Z", "pre-allocate the capacity of the worker list"),
            ],
            activities.Select(a => (a.Person.ExternalId, a.Kind, a.ExternalId["commit:".Length..], Text(a.OccurredAt), a.Title)));
        Assert.Equal("Signed-off-by: Cholerae Hu <choleraehyq@gmail.com>", activities[0].Body);
        Assert.Equal("Added a newline between group comment and exported variable line 😄", activities[3].Body);
        Assert.StartsWith("# chinese \n\tHopefully:\n\tchildren := []*child{C1,C2", activities[8].Body);
        Assert.Equal("https://github.com/panjf2000/ants/commit/83042d709562a53973c78901ca5df7e7cddbe677", activities[11].Url);
        var details = Details(activities[5]);
        Assert.Equal(("author", "master", 36, "king526", "38849208+king526@users.noreply.github.com"), (details.Text("role"), details.Text("branch"),
            details.Count("pullRequest"), details.Member("author").Text("login"), details.Member("author").Text("email")));
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    // https://github.com/panjf2000/ants/pull/4#issuecomment-407714136
    private static string PathOf(string url) => url["https://github.com/panjf2000/ants/".Length..url.IndexOf('#')];

    private static PullItem Pull(int number)
    {
        PullItem.Read(Json($$"""{"id": 1, "number": {{number}}, "created_at": "2019-08-20T00:00:00Z"}"""), out var pull);
        return pull;
    }
}
