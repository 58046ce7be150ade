using Blackbox.Core.Collecting;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Summaries;

/// <summary>A day tells what could not be read, and stops telling it when it was.</summary>
public sealed class DayGapTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    // The world's clock stands at 12:00 on the 20th in Seoul.
    private static readonly DateOnly Date = new(2026, 11, 19);
    private static readonly DateTimeOffset Begin = new(2026, 11, 18, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddDays(1);

    [Fact]
    public async Task Day_says_what_is_missing_until_it_was_read()
    {
        var world = await World.CreateAsync(database);
        await world.AddAsync("feat: it works", Begin.AddHours(10));
        var jira = await ConnectAsync(world);
        await TaskAsync(jira, CollectionTaskStatus.Running, End.AddMinutes(1), message: "Jira does not answer.");
        await world.SummarizeAsync(Date);
        Assert.Contains("**Jira** could not be read completely yet.", await DayAsync(world), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing recorded on jira", await DayAsync(world), StringComparison.Ordinal);
        var written = await world.TimesAsync();
        await world.SummarizeAsync(Date);
        Assert.Equal(written, await world.TimesAsync());

        await TaskAsync(jira, CollectionTaskStatus.Succeeded, End.AddMinutes(2), finishedAt: End.AddHours(9));
        await world.SummarizeAsync(Date);
        Assert.DoesNotContain("could not be read", await DayAsync(world), StringComparison.Ordinal);
        Assert.Contains("Nothing recorded on jira", await DayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Day_that_was_read_whole_misses_nothing_when_a_later_look_fails()
    {
        var world = await World.CreateAsync(database);
        var jira = await ConnectAsync(world);
        await TaskAsync(jira, CollectionTaskStatus.Succeeded, End.AddMinutes(1), finishedAt: End.AddMinutes(2));
        await TaskAsync(jira, CollectionTaskStatus.Failed, End.AddHours(2), finishedAt: End.AddHours(2));
        await world.SummarizeAsync(Date);
        Assert.DoesNotContain("could not be read", await DayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_in_the_middle_of_the_day_does_not_make_it_whole()
    {
        var world = await World.CreateAsync(database);
        var jira = await ConnectAsync(world);
        await TaskAsync(jira, CollectionTaskStatus.Succeeded, Begin.AddHours(3), finishedAt: Begin.AddHours(3));
        await TaskAsync(jira, CollectionTaskStatus.Failed, Begin.AddHours(20), finishedAt: Begin.AddHours(20));
        await world.SummarizeAsync(Date);
        Assert.Contains("could not be read completely yet", await DayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_secret_is_said_of_days_after_it_worked_and_of_no_day_to_come()
    {
        var world = await World.CreateAsync(database);
        var jira = await ConnectAsync(world);
        await world.ExecuteAsync($"UPDATE connections SET status = 'needs_auth', last_collected_at = {Begin} WHERE id = {jira}");
        await world.SummarizeAsync(Date.AddDays(-1), Date.AddDays(5));
        var days = (await world.DaysAsync()).Where(day => day.Content.Contains("needs a new secret", StringComparison.Ordinal)).Select(day => day.Date);
        Assert.Equal([Date, Date.AddDays(1)], days);
    }

    [Fact]
    public async Task Gaps_of_others_are_not_told()
    {
        var world = await World.CreateAsync(database);
        var other = await World.CreateAsync(database);
        await TaskAsync(await ConnectAsync(other), CollectionTaskStatus.Failed, End.AddMinutes(1));
        await world.SummarizeAsync(Date);
        Assert.DoesNotContain("could not be read", await DayAsync(world), StringComparison.Ordinal);
    }

    private async Task<Guid> ConnectAsync(World world)
    {
        await using var db = database.CreateContext();
        var connection = new Connection { UserId = world.User.Id, Platform = "jira", Name = "Jira" };
        db.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection.Id;
    }

    private async Task TaskAsync(
        Guid connection, CollectionTaskStatus status, DateTimeOffset createdAt, string? message = null, DateTimeOffset? finishedAt = null)
    {
        await using var db = database.CreateContext();
        var task = new CollectionTask { ConnectionId = connection, WindowFrom = Begin, WindowTo = End, Status = status, Message = message, FinishedAt = finishedAt };
        db.Add(task);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"UPDATE collection_tasks SET created_at = {createdAt} WHERE id = {task.Id}", TestContext.Current.CancellationToken);
    }

    private static async Task<string> DayAsync(World world) => (await world.DaysAsync()).Single(day => day.Date == Date).Content;
}
