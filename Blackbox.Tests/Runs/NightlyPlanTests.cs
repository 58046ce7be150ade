using Blackbox.Core.Runs;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Runs;

public sealed class NightlyPlanTests(Stack stack)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Asia/Seoul", "2026-05-10")]
    [InlineData("Europe/Berlin", "2026-05-10")]
    [InlineData("America/Los_Angeles", "2026-05-09")]
    public async Task Midnight_UTC_asks_for_each_users_own_yesterday_once(string zone, string yesterday)
    {
        await using var database = await WithUserAsync(zone, createdAt: new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await PlanAsync(database, new(2026, 5, 10, 0, 0, 0, TimeSpan.Zero));
        for (var time = 0; time < 2; time++)
            await PlanAsync(database, new(2026, 5, 11, 0, 0, 0, TimeSpan.Zero));

        await using var db = database.CreateContext();
        var runs = await db.Runs.OrderBy(run => run.ToDate).ToListAsync(Cancelled);
        Assert.Equal(2, runs.Count);
        Assert.Equal((yesterday, yesterday), ($"{runs[1].FromDate:yyyy-MM-dd}", $"{runs[1].ToDate:yyyy-MM-dd}"));
    }

    [Fact]
    public async Task Nights_without_a_worker_are_made_up_for_but_not_endlessly()
    {
        await using var database = await WithUserAsync("Etc/UTC", createdAt: new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero));
        await PlanAsync(database, new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero));
        await PlanAsync(database, new(2026, 5, 9, 12, 0, 0, TimeSpan.Zero));
        await PlanAsync(database, new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

        await using var db = database.CreateContext();
        var runs = await db.Runs.OrderBy(run => run.ToDate).Select(run => new { run.FromDate, run.ToDate }).ToListAsync(Cancelled);
        Assert.Equal(
            [(new(2026, 5, 1), new(2026, 5, 3)), (new(2026, 5, 4), new(2026, 5, 8)), (new DateOnly(2026, 10, 31), new DateOnly(2026, 11, 30))],
            runs.Select(run => (run.FromDate, run.ToDate)));
    }

    [Fact]
    public async Task A_user_of_today_has_no_yesterday_yet()
    {
        await using var database = await WithUserAsync("Etc/UTC", createdAt: new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero));
        await PlanAsync(database, new(2026, 5, 1, 11, 0, 0, TimeSpan.Zero));
        await using var db = database.CreateContext();
        Assert.Equal(0, await db.Runs.CountAsync(Cancelled));
    }

    private async Task<TestDatabase> WithUserAsync(string zone, DateTimeOffset createdAt)
    {
        var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var db = database.CreateContext();
        db.Users.Add(new User { Email = "ada@example.com", Name = "Ada", TimeZone = zone });
        await db.SaveChangesAsync(Cancelled);
        await db.Database.ExecuteSqlAsync($"UPDATE users SET created_at = {createdAt}", Cancelled);
        return database;
    }

    private static async Task PlanAsync(TestDatabase database, DateTimeOffset now)
    {
        await using var db = database.CreateContext();
        await new NightlyPlan(db, new ManualTime(now)).RequestDueAsync(Cancelled);
    }
}
