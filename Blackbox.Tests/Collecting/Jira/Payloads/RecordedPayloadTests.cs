using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using static Blackbox.Tests.Collecting.Jira.Recorded;

namespace Blackbox.Tests.Collecting.Jira.Payloads;

/// <summary>What is expected here was written by hand from the payloads.</summary>
public sealed class RecordedPayloadTests
{
    private const string Rankin = "5e9711ba34f7b90c0fbc37d3";
    private const string Runjuu = "5fb48fe20d2f61006f0d0106";
    private const string Yuxiang = "5ecfbd0a47d31e0c2a15fd87";

    [Fact]
    public void Issues_become_their_creations()
    {
        var created = Items("issues").Select(json => Issue(json).Created(json)!).ToList();

        Assert.Equal(
            [
                ("issue:10063:created", At("2020-06-12T00:13:13.360Z"), "EE-1 \u200b四个排序图：测试/注释覆盖度、复用度、模块性", "issue:10063", Site + "/browse/EE-1"),
                ("issue:10064:created", At("2020-06-12T00:15:36.123Z"), "EE-2 \u200b问题堆叠分布排序图", "issue:10064", Site + "/browse/EE-2"),
                ("issue:10065:created", At("2020-06-12T00:15:41.600Z"), "EE-3 \u200b问题积压图率", "issue:10065", Site + "/browse/EE-3"),
                ("issue:10066:created", At("2020-06-12T00:15:46.144Z"), "EE-4 \u200b问题分布的帕累托图", "issue:10066", Site + "/browse/EE-4"),
                ("issue:10067:created", At("2020-06-12T00:16:44.157Z"), "EE-5 \u200b通用技术任务", "issue:10067", Site + "/browse/EE-5"),
                ("issue:10068:created", At("2020-06-12T00:17:26.986Z"), "EE-6 \u200b变异系数、生产率的四象限图", "issue:10068", Site + "/browse/EE-6"),
                ("issue:10070:created", At("2020-06-12T00:18:58.050Z"), "EE-8 \u200b多团队支持", "issue:10070", Site + "/browse/EE-8"),
                ("issue:10071:created", At("2020-06-12T00:19:17.336Z"), "EE-9 Common backend 拆分", "issue:10071", Site + "/browse/EE-9"),
            ],
            created.Select(a => (a.ExternalId, a.OccurredAt, a.Title, a.Thread!, a.Url!)));
        Assert.All(created, a => Assert.Equal(
            (Rankin, "Rankin Zheng", "issue_created", "EE", "", false), (a.Person.ExternalId, a.Person.DisplayName, a.Kind, a.Container, a.Body, a.IsPrivate)));
    }

    [Fact]
    public void Details_of_an_issue_hold_what_it_is_and_fields_of_the_site()
    {
        var details = Items("issues").Select(json => Details(Issue(json).Created(json)!)).ToList();
        var first = details[0];

        Assert.Equal(
            ("EE-1", "Enterprise Edition", "故事", "已完成", "new", "Medium", "完成", "Dingding Zhang", "Rankin Zheng", "2025-03-09"),
            (first.Text("key"), first.Text("project"), first.Text("type"), first.Text("status"), first.Text("category"), first.Text("priority"), first.Text("resolution"),
                first.Text("assignee"), first.Text("reporter"), first.Text("due")));
        Assert.Equal("""["frontEnd","Saas"]""", first.Member("labels").GetRawText());
        Assert.Equal("""["v2.7.0"]""", first.Member("fixVersions").GetRawText());
        Assert.Equal("""["EE-25","EE-26","EE-27","EE-28","EE-33","EE-48"]""", first.Member("subtasks").GetRawText());
        Assert.False(first.Has("components"));

        var fields = first.Member("fields");
        Assert.Equal("EE Sprint 7", fields.Member("customfield_10020")[0].Text("name"));
        Assert.Equal("-1", fields.Text("customfield_10024"));
        Assert.StartsWith("10029_*:*_1_*:*_6795292_*|*", fields.Text("customfield_10023"));
        // Empty ones and ranks say nothing.
        Assert.False(fields.Has("customfield_10000"));
        Assert.False(fields.Has("customfield_10019"));
        Assert.Equal(2.0, details[1].Member("fields").Member("customfield_10024").GetDouble());
        Assert.Equal("2020-06-23", details[1].Member("fields").Text("customfield_10060"));
        Assert.All(details, d => Assert.InRange(d.Member("fields").GetRawText().Length, 10, CustomFields.MaxTotalLength + 5_000));
    }

    [Fact]
    public void Changelogs_become_status_changes_and_edits_and_apps_are_left_out()
    {
        var issues = Items("issues").Select(json => (Issue: Issue(json), Histories: json.Member("changelog").Member("histories").Items().ToList())).ToList();
        var read = issues.Select(row => row.Histories.Select(json => History(json, row.Issue)).ToList()).ToList();

        Assert.All(read.SelectMany(rows => rows), row => Assert.Null(row.Problem));
        Assert.Equal(
            [("EE-1", 5, 20, 0), ("EE-2", 6, 17, 1), ("EE-3", 6, 19, 1), ("EE-4", 6, 16, 1), ("EE-5", 4, 13, 1), ("EE-6", 6, 10, 1), ("EE-8", 4, 12, 1), ("EE-9", 4, 13, 1)],
            read.Zip(issues, (rows, row) => (
                row.Issue.Key, rows.Count(r => r.Activity?.Kind == "status_changed"), rows.Count(r => r.Activity?.Kind == "issue_edited"), rows.Count(r => r.Activity is null))));

        var first = read[0].Select(row => row.Activity!).ToDictionary(activity => activity.ExternalId);
        Assert.Equal("Status: Closed → 已完成\nWorkflow: Software Simplified Workflow for Project EE → Software Simplified Workflow for Project EE-story", first["history:86412"].Body);
        Assert.Equal(At("2021-03-28T08:06:08.715Z"), first["history:86412"].OccurredAt);
        Assert.Equal("Resolution: none → Done\nStatus: Open → Closed", first["history:12025"].Body);
        Assert.Equal(("Open", "Closed"), (Details(first["history:12025"]).Text("from"), Details(first["history:12025"]).Text("to")));
        Assert.Equal("Fix Version: v2.7.0 → none\nFix Version: none → SaaS", first["history:18876"].Body);
        Assert.Equal("Assignee: none → Dingding Zhang", first["history:10845"].Body);
        Assert.Equal("Sprint: none → Sprints Sprint 1", first["history:10690"].Body);
        Assert.Equal("Epic Link: none → EE-11", first["history:10659"].Body);
        Assert.Equal("Status: Inbox → Ready for Dev", first["history:10900"].Body);
        Assert.All(first.Values, a => Assert.Equal((Rankin, "EE", "issue:10063"), (a.Person.ExternalId, a.Container, a.Thread)));
    }

    [Fact]
    public void Entries_of_a_changelog_tell_who_changed_what()
    {
        var rows = Items("issue_changelogs").Select(json => History(json)).ToList();
        Assert.Equal(30, rows.Count);
        Assert.All(rows, row => Assert.Null(row.Problem));
        // The first one does not say who it was.
        Assert.Equal([0], rows.Index().Where(row => row.Item.Activity is null).Select(row => row.Index));

        var activities = rows.Skip(1).Select(row => row.Activity!).ToList();
        Assert.Equal(
            [
                ("history:57281", Runjuu, "issue_edited", At("2021-01-25T03:09:43.214Z"), "Remaining estimate: none → 2h\nOriginal estimate: none → 2h"),
                ("history:57283", Runjuu, "issue_edited", At("2021-01-25T03:10:03.564Z"), "Sprint: none → EE Sprint 24"),
                ("history:57435", Rankin, "issue_edited", At("2021-01-25T03:32:55.851Z"), "Rank: none → Ranked higher"),
                ("history:57437", Runjuu, "issue_edited", At("2021-01-25T03:33:16.108Z"), "Priority: Medium → High"),
                ("history:57504", "5f8d380729bd8a006f5a90a0", "issue_edited", At("2021-01-25T03:55:29.086Z"), "Link: none → This issue is blocked by EE-2880"),
                ("history:58006", Runjuu, "status_changed", At("2021-01-25T13:49:52.514Z"), "Status: Open → 开发中"),
                ("history:58007", Rankin, "issue_edited", At("2021-01-25T13:50:02.501Z"), "Web link: none → 这个事务链接到 \"Commit - feat(SprintWorkloadPage): update TeamMembersWorkload (网页链接)\""),
            ],
            activities.Take(7).Select(a => (a.ExternalId, a.Person.ExternalId, a.Kind, a.OccurredAt, a.Body)));
        Assert.Equal(("status_changed", "Resolution: none → Done\nStatus: 开发中 → Closed"), (activities[15].Kind, activities[15].Body));
        Assert.Equal(2, activities.Count(a => a.Kind == "status_changed"));
        Assert.All(activities, a => Assert.Equal(("ENG-12 Read ahead", "ENG"), (a.Title, a.Container)));
    }

    [Fact]
    public void Long_texts_are_told_by_what_they_are_now_with_their_mentions()
    {
        var json = Items("issue_changelogs")[0];
        var named = Json(json.GetRawText().Replace("\"accountId\": \"\"", "\"accountId\": \"someone\"", StringComparison.Ordinal).Replace("\"accountId\":\"\"", "\"accountId\":\"someone\"", StringComparison.Ordinal));
        Assert.Equal("Description: changed to 平均域的显示需要配合 @jinxiu 提供的新算法进行调整  [image-20210125-030921.png]", History(named).Activity!.Body);
    }

    [Fact]
    public void Comments_read_as_text()
    {
        var rows = Items("issues").SelectMany(json => json.Member("fields").Member("comment").Member("comments").Items().Select(comment => Comment(comment, Issue(json)))).ToList();
        Assert.All(rows, row => Assert.Null(row.Problem));
        Assert.Equal(
            [
                ("comment:10036", At("2020-06-17T05:04:03.848Z"), "issue:10063"), ("comment:10010", At("2020-06-15T08:41:19.512Z"), "issue:10064"),
                ("comment:10012", At("2020-06-15T08:51:58.212Z"), "issue:10064"), ("comment:10018", At("2020-06-15T11:01:04.509Z"), "issue:10065"),
                ("comment:10020", At("2020-06-15T13:44:05.042Z"), "issue:10066"),
            ],
            rows.Select(row => (row.Activity!.ExternalId, row.Activity.OccurredAt, row.Activity.Thread!)));
        Assert.All(rows, row => Assert.Equal((Rankin, "comment", "EE", false), (row.Activity!.Person.ExternalId, row.Activity.Kind, row.Activity.Container, row.Activity.IsPrivate)));
        Assert.StartsWith("Dingding Zhang (https://gitlab.com/zhangdingding) mentioned this issue in a commit (https://gitlab.com/meri.co/vdev.co/-/commit/8748a066", rows[0].Activity!.Body);
        Assert.EndsWith("/-/tree/release/2.7):\n> Feat(EE-1): add modularity metric chart", rows[0].Activity!.Body);
        Assert.Equal(Site + "/browse/EE-1?focusedCommentId=10036", rows[0].Activity!.Url);
    }

    [Fact]
    public void Worklogs_occur_when_work_began_and_are_entered_later()
    {
        var rows = Items("worklogs").Select(json => Worklog(json)).ToList();
        Assert.All(rows, row => Assert.Null(row.Problem));
        Assert.Equal(
            [
                ("worklog:10010", Yuxiang, At("2020-06-15T09:07:00Z"), At("2020-06-15T09:07:56.793Z"), "Logged 1h"),
                ("worklog:10218", Yuxiang, At("2020-07-22T07:24:00Z"), At("2020-07-22T07:25:29.102Z"), "Logged 2h\n\nhttps://gitlab.com/meri.co/vdev.co/-/commit/cc494508860442bf0d8b53c1647b1f8eb1dd19d4"),
                ("worklog:10007", Yuxiang, At("2020-06-15T09:00:00Z"), At("2020-06-15T09:00:26.952Z"), "Logged 4h"),
                ("worklog:10008", Yuxiang, At("2020-06-15T05:00:42.836Z"), At("2020-06-15T09:01:06.211Z"), "Logged 4h\n\n导航菜单"),
                ("worklog:10006", Yuxiang, At("2020-06-05T20:59:00Z"), At("2020-06-15T08:59:51.302Z"), "Logged 10h"),
                ("worklog:10009", Yuxiang, At("2020-06-15T09:01:00Z"), At("2020-06-15T09:01:44.154Z"), "Logged 1h"),
                ("worklog:10713", "5fa8b6d142ab3b006eaa6f42", At("2021-01-11T06:58:43.580Z"), At("2021-01-11T10:01:03.628Z"), "Logged 3h\n\n修复数据库结构变更造成之前查询无效的问题.\n\n- 事务重开次数\n- 事务返工时间\n- bugs数/千开发当量\n- jira配置选项"),
                ("worklog:10717", "5fa8b6d142ab3b006eaa6f42", At("2021-01-12T01:00:00Z"), At("2021-01-12T03:53:41.936Z"), "Logged 2h 30m\n\n项目组成员工作质量指标计算与确认."),
            ],
            rows.Select(row => (row.Activity!.ExternalId, row.Activity.Person.ExternalId, row.Activity.OccurredAt, row.Activity.EnteredAt!.Value, row.Activity.Body)));
        Assert.Equal([3_600, 7_200, 14_400, 14_400, 36_000, 3_600, 10_800, 9_000], rows.Select(row => Details(row.Activity!).Count("seconds") ?? 0));
    }

    [Fact]
    public void Users_are_known_by_their_accounts()
    {
        var users = Items("users").Select(json => JiraUser.Of(json)!.Value).ToList();
        Assert.Equal(
            [
                ("557058:f58131cb-b67d-43c7-b30d-6b58d40bd077", "Automation for Jira", true), ("557058:46121f43-e58d-4ff4-83fd-a79fb4b71b45", "BigPicture - for ppm, project management", true),
                (Rankin, "RZ", false), ("5ecfbd0947d31e0c2a15fd83", "yf", false), ("5ecfbd0984083c0c12e5af8f", "hhhlll", false), (Yuxiang, "yx", false),
                ("5ecfbd0aaa47a00c1997ea8e", "cc", false), ("5ecfbd0b0827650c1eeb2ab6", "euuu", false), ("5ecfbd0ba04d9c0c220c18d8", "y", false), ("5ecfbd0beb77320c1f821a26", "qqqq", false),
            ],
            users.Select(user => (user.Person.ExternalId, user.Person.DisplayName, user.IsApp)));
    }
}
