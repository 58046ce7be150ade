using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Summaries;
using Blackbox.Tests.Summaries;

namespace Blackbox.Tests.Collecting.Jira;

public sealed class JiraFormTests
{
    private static readonly DayActivity[] RealisticDay =
    [
        Item("status_changed", "ENG-12", "Read pages ahead", 9, new { key = "ENG-12", from = "To Do", to = "In Progress", items = Fields("Status") }),
        Item("status_changed", "ENG-12", "Read pages ahead", 12, new { key = "ENG-12", from = "In Progress", to = "In Review", items = Fields("Status", "Assignee") }),
        Item("status_changed", "ENG-12", "Read pages ahead", 17, new { key = "ENG-12", from = "In Review", to = "Done", items = Fields("Resolution", "Status") }),
        Item("worklog", "ENG-12", "Read pages ahead", 10, new { key = "ENG-12", seconds = 5_400 }),
        Item("worklog", "ENG-12", "Read pages ahead", 16, new { key = "ENG-12", seconds = 1_800 }),
        Item("issue_edited", "ENG-12", "Read pages ahead", 10, new { key = "ENG-12", items = Fields("Time spent", "Remaining estimate") }, minute: 1),
        Item("comment", "ENG-12", "Read pages ahead", 13, new { key = "ENG-12" }),
        Item("comment", "ENG-12", "Read pages ahead", 14, new { key = "ENG-12" }),
        Item("issue_created", "ENG-15", "Pages are read twice", 8, new { key = "ENG-15" }),
        Item("comment", "ENG-3", "Which *index*?", 15, new { key = "ENG-3" }),
        Item("worklog", "ENG-9", "Meetings", 11, new { key = "ENG-9", seconds = 3_600 }),
        Item("issue_edited", "ENG-7", "Old idea", 11, new { key = "ENG-7", items = Fields("Priority", "Sprint") }, minute: 2),
        Item("issue_edited", "ENG-8", "Rank only", 11, new { key = "ENG-8", items = Fields("Rank") }, minute: 3),
        Item("status_changed", "OPS-1", "Rotate keys", 18, new { key = "OPS-1", from = "Open", to = "Closed", items = Fields("Status") }, "OPS", by: "jlee"),
    ];

    [Fact]
    public void Day_in_Jira_reads_as_a_log_by_project_and_issue()
    {
        var text = Forms.Extractive.Write(Day(RealisticDay));

        Assert.Equal(
            """
            1 issue created, 4 status changes, 3 edits, 3 comments and 3h logged on 7 issues in 2 projects. 1 of them by jlee.

            ### ENG

            - Moved ENG-12 from To Do to Done by way of In Progress and In Review: Read pages ahead · 2h logged · 2 comments · changed assignee and resolution
            - Created ENG-15: Pages are read twice
            - Logged 1h on ENG-9: Meetings
            - Changed priority and sprint of ENG-7: Old idea
            - Edited ENG-8: Rank only
            - Commented on ENG-3: Which \*index\*?

            ### OPS

            - Moved OPS-1 from Open to Closed: Rotate keys · by jlee
            """.ReplaceLineEndings("\n"), text.Content);
        Assert.Equal(RealisticDay.Select(a => a.Id).Order(), text.Evidence.Skip(1).SelectMany(e => e.ActivityIds).Order());
    }

    [Fact]
    public void Order_of_activities_does_not_matter()
    {
        var expected = Forms.Extractive.Write(Day(RealisticDay)).Content;
        var random = new Random(20_261_120);
        for (var round = 0; round < 20; round++)
        {
            var shuffled = RealisticDay.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Forms.Extractive.Write(Day(shuffled)).Content);
        }
    }

    [Fact]
    public void Days_with_very_much_or_with_nonsense_stay_short()
    {
        var many = Enumerable.Range(1, 3_000).Select(i => Item("comment", $"P{i % 40}-{i}", "Something\n# long " + new string('x', 500), 9, new { key = $"P{i % 40}-{i}", seconds = "x", items = 7 }, $"P{i % 40}")).ToArray();
        var text = Forms.Extractive.Write(Day(many));
        Assert.InRange(text.Content.Length, 100, 60_000);
        Assert.Equal(3_000, text.Evidence.Skip(1).SelectMany(e => e.ActivityIds).Distinct().Count());

        var nonsense = Item("something_new", "", "no key here", 9, new { }) with { Details = "[]", Title = "" };
        Assert.Contains("1 other activity", Forms.Extractive.Write(Day([nonsense])).Content);
    }

    [Fact]
    public void Jira_has_a_prompt_of_its_own() => Assert.Equal("jira.v1", Forms.Prompts.Of("jira").Version);

    private static object[] Fields(params string[] names) => [.. names.Select(name => new { field = name, from = "a", to = "b" })];

    private static PlatformDay Day(DayActivity[] activities) => new(new(2026, 3, 2), "jira", activities);

    private static DayActivity Item(string kind, string key, string summary, int hour, object details, string container = "ENG", string? by = null, int minute = 0)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {key} {hour} {minute}")).AsSpan(0, 16));
        return new()
        {
            Id = id,
            Platform = "jira",
            Kind = kind,
            ExternalId = $"{kind}:{id}",
            OccurredAt = new(2026, 3, 2, hour, minute, 0, TimeSpan.Zero),
            Title = $"{key} {summary}",
            Body = "",
            Container = container,
            Details = JsonSerializer.Serialize(details),
            ContentHash = [],
            Person = by ?? "mina",
            IsOwn = by is null,
        };
    }
}
