using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Summaries;

public sealed class PlatformOrderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void Named_platforms_come_first_and_the_others_by_name()
    {
        var order = new PlatformOrder(["slack", "git"]);
        List<string> names = ["jira", "git", "confluence", "slack"];
        Assert.Equal(["slack", "git", "confluence", "jira"], names.Order(order));
        Assert.Equal(["confluence", "git", "jira", "slack"], names.Order(PlatformOrder.ByName));
    }

    [Fact]
    public async Task Day_follows_the_order_without_a_summary_being_written_anew()
    {
        var world = await World.CreateAsync(database);
        var date = new DateOnly(2026, 5, 4);
        var at = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
        await world.AddAsync("feat: from git", at);
        await AddElsewhereAsync(world, at);
        await world.SummarizeAsync(date);
        var before = Assert.Single(await world.DaysAsync());
        Assert.True(before.Content.IndexOf("## Git", StringComparison.Ordinal) < before.Content.IndexOf("## Slack", StringComparison.Ordinal), before.Content);
        var texts = await world.PlatformsAsync();

        await using (var db = database.CreateContext())
            await db.SetPlatformOrderAsync(world.User.Id, new(["slack"]), TimeProvider.System, TestContext.Current.CancellationToken);
        var outcome = await world.SummarizeAsync(date);

        Assert.Equal(0, outcome.SummariesWritten);
        var after = Assert.Single(await world.DaysAsync());
        Assert.True(after.Content.IndexOf("## Slack", StringComparison.Ordinal) < after.Content.IndexOf("## Git", StringComparison.Ordinal), after.Content);
        Assert.Equal(texts.Select(text => text.UpdatedAt), (await world.PlatformsAsync()).Select(text => text.UpdatedAt));
        Assert.Equal(before.Evidence.Count, after.Evidence.Count);
    }

    private async Task AddElsewhereAsync(World world, DateTimeOffset at)
    {
        await using var db = database.CreateContext();
        var connection = new Connection { UserId = world.User.Id, Platform = "slack", Name = "chat" };
        db.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var identity = new Identity { ConnectionId = connection.Id, ExternalId = "U1", DisplayName = "Mina", UserId = world.User.Id, AssignedBy = IdentityAssignment.Claim };
        db.Add(identity);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        db.Add(new Activity
        {
            IdentityId = identity.Id,
            Platform = "slack",
            Kind = "message",
            ExternalId = $"{world.User.Id}:1",
            OccurredAt = at,
            Title = "A word from slack",
            Body = "",
            Container = "#general",
            Details = "{}",
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes("1")),
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
