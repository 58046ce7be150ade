using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Confluence;
using Blackbox.Core.Summaries;

namespace Blackbox.Tests.Collecting.Confluence;

public sealed class ConfluenceFormTests
{
    private static readonly DayActivity[] Realistic =
    [
        Item("page_edited", "content:1:v4", "Deployment runbook", 9, "Fix the steps\n\n- Wait\n+ Wait for the health check", new { message = "Fix the steps" }),
        Item("page_edited", "content:1:v5", "Deployment runbook", 10, "+ Tell the channel", new { number = 5 }),
        Item("comment", "comment:9", "Deployment runbook", 11, "Is this still true?", new { page = "1" }, by: "Bob"),
        Item("page_created", "content:2:v1", "Plan [draft]", 8, "What we do\nand when", new { number = 1 }),
        Item("page_edited", "content:2:v2", "Plan [draft]", 12, "- a", new { number = 2 }),
        Item("blog_post_created", "content:3:v1", "Release 2", 13, "It is out", new { number = 1 }, space: "OPS"),
        Item("comment", "comment:10", "Old page", 14, "", new { page = "4" }, space: "OPS"),
    ];

    [Fact]
    public void Day_in_Confluence_reads_as_a_log_by_space_and_page()
    {
        var text = new ConfluenceForm().Write(new(new(2026, 3, 10), "confluence", Realistic));
        Assert.Equal(
            """
            1 page created, 1 blog post, 3 edits and 2 comments in 2 spaces. 1 of them by Bob.

            ### ENG

            - Created “Plan \[draft\]” (1 more edit): What we do; removed\: a
            - Edited “Deployment runbook” (2 edits): Fix the steps · 1 comment: Is this still true? · by Bob

            ### OPS

            - Wrote the blog post “Release 2”: It is out
            - 1 comment on “Old page”
            """.ReplaceLineEndings("\n"), text.Content);
        Assert.Equal(Realistic.Select(item => item.Id).Order(), text.Evidence.Skip(1).SelectMany(one => one.ActivityIds).Order());
    }

    [Fact]
    public void Order_of_activities_does_not_matter_and_nothing_of_a_large_day_is_lost()
    {
        var day = Enumerable.Range(0, 300).Select(i => Item(
            i % 7 == 0 ? "comment" : "page_edited", i % 7 == 0 ? $"comment:{i}" : $"content:{i % 40}:v{i}", $"Page *{i % 40}*", i % 24, $"+ line {i}", new { page = $"{i % 40}" },
            space: $"S{i % 15}")).ToList();
        var form = new ConfluenceForm();
        var text = form.Write(new(new(2026, 3, 10), "confluence", day));
        Assert.Equal(text.Content, form.Write(new(new(2026, 3, 10), "confluence", [.. day.OrderBy(item => item.Id)])).Content);
        Assert.Equal(day.Select(item => item.Id).Order(), text.Evidence.Skip(1).SelectMany(one => one.ActivityIds).Order());
        Assert.Contains("### More spaces", text.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("*", text.Content.Replace("\\*", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_details_change_nothing()
    {
        foreach (var details in new[] { "", "[]", "7", """{"message": 7, "page": {}}""", """{"message": "](http://x) <b>"}""" })
        {
            var item = Item("page_edited", "x", "\n# T\u0000", 1, "", null) with { Details = details };
            var text = new ConfluenceForm().Write(new(new(2026, 3, 10), "confluence", [item, item with { Kind = "comment", Id = Guid.CreateVersion7(item.OccurredAt) }, item with { Kind = "else", Id = Guid.CreateVersion7(item.OccurredAt) }]));
            Assert.Equal(3, text.Evidence.Skip(1).Sum(one => one.ActivityIds.Count));
            Assert.DoesNotContain("<b>", text.Content, StringComparison.Ordinal);
        }
    }

    private static DayActivity Item(string kind, string externalId, string title, int hour, string body, object? details, string? by = null, string space = "ENG") => new()
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {externalId} {hour}"))[..16]),
        Platform = "confluence",
        Kind = kind,
        ExternalId = externalId,
        OccurredAt = new(2026, 3, 10, hour, 0, 0, TimeSpan.Zero),
        Title = title,
        Body = body,
        Container = space,
        Details = JsonSerializer.Serialize(details ?? new { }),
        ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(externalId)),
        Person = by ?? "Ada",
        IsOwn = by is null,
    };
}
