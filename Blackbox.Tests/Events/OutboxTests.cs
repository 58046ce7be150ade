using System.Text.Json;
using Blackbox.Core.Events;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Tests.Events;

public sealed class OutboxTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_is_kept_with_its_transaction_and_lost_with_it()
    {
        var user = Guid.CreateVersion7();
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using (var abandoned = await connection.BeginTransactionAsync(Cancellation))
            await Outbox.WriteAsync(connection, [Summary(user, 1)], TimeProvider.System, Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await Outbox.WriteAsync(connection, [Summary(user, 2), Summary(user, 3)], TimeProvider.System, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal([2, 3], await DaysOfAsync(user));
    }

    [Fact]
    public async Task Payload_is_camel_case_with_plain_dates_and_storable_text()
    {
        var user = Guid.CreateVersion7();
        var connectionId = Guid.CreateVersion7();
        await WriteAsync(new NewEvent(user, EventTypes.ConnectionState, new ConnectionStateChanged(
            connectionId, "github", "a\0b", "throttled", "rate_limited", null, new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))));

        await using var db = database.CreateContext();
        var written = await db.OutboxEvents.SingleAsync(e => e.UserId == user, Cancellation);
        var payload = JsonSerializer.Deserialize<JsonElement>(written.Payload);
        Assert.Equal(connectionId, payload.GetProperty("connectionId").GetGuid());
        Assert.Equal("a\uFFFDb", payload.GetProperty("name").GetString());
        Assert.Equal("2026-11-20T09:00:00+00:00", payload.GetProperty("pausedUntil").GetString());
        Assert.Equal(EventTypes.ConnectionState, written.Type);
        Assert.Null(written.DispatchedAt);
    }

    [Fact]
    public async Task Second_writer_of_a_user_waits_for_the_commit_of_the_first_and_other_users_do_not()
    {
        var (slow, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await Outbox.WriteAsync(connection, [Summary(slow, 1)], TimeProvider.System, Cancellation);

        var second = WriteAsync(Summary(slow, 2));
        await WriteAsync(Summary(other, 3));
        var installation = WriteAsync(new NewEvent(null, EventTypes.SummaryWritten, new SummaryWritten(new(2026, 1, 4), null, "extractive")));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation);
        Assert.False(second.IsCompleted);
        Assert.False(installation.IsCompleted);

        await transaction.CommitAsync(Cancellation);
        await Task.WhenAll(second, installation);
        Assert.Equal([1, 2], await DaysOfAsync(slow));
    }

    [Fact]
    public async Task Whoever_has_seen_a_sequence_never_misses_a_smaller_one_under_many_writers()
    {
        var users = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var day = 1; day <= 25; day++)
            {
                var chosen = users.Where(_ => random.Next(2) == 0).DefaultIfEmpty(users[0]).ToList();
                await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chosen));
                await Outbox.WriteAsync(connection, [.. chosen.Select(user => Summary(user, day))], TimeProvider.System, Cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, Cancellation);
                await transaction.CommitAsync(Cancellation);
            }
        }, Cancellation)).ToList();

        // A reader that goes on from the last sequence that it saw is what live pages do.
        var seen = users.ToDictionary(user => user, _ => new List<long>());
        await using var db = database.CreateContext();
        while (!Task.WhenAll(writers).IsCompleted)
            await ReadAsync();
        await Task.WhenAll(writers);
        await ReadAsync();

        foreach (var user in users)
        {
            var all = await db.OutboxEvents.Where(e => e.UserId == user).OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(Cancellation);
            Assert.Equal(all, seen[user]);
            Assert.NotEmpty(all);
        }

        async Task ReadAsync()
        {
            foreach (var (user, sequences) in seen)
            {
                var last = sequences.LastOrDefault();
                sequences.AddRange(await db.OutboxEvents.Where(e => e.UserId == user && e.Sequence > last)
                    .OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(Cancellation));
            }
        }
    }

    [Fact]
    public async Task Listener_is_woken_at_the_commit_and_not_before()
    {
        await using var listener = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using (var listen = new NpgsqlCommand($"LISTEN {Outbox.Channel}", listener))
            await listen.ExecuteNonQueryAsync(Cancellation);
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        await db.WriteEventsAsync([Summary(Guid.CreateVersion7(), 1)], TimeProvider.System, Cancellation);
        await transaction.CommitAsync(Cancellation);
        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
    }

    [Fact]
    public async Task Context_without_a_transaction_is_refused()
    {
        await using var db = database.CreateContext();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.WriteEventsAsync([Summary(Guid.CreateVersion7(), 1)], TimeProvider.System, Cancellation));
    }

    private static NewEvent Summary(Guid user, int day) =>
        new(user, EventTypes.SummaryWritten, new SummaryWritten(new(2026, 1, day), "git", "extractive"));

    private async Task WriteAsync(params NewEvent[] events)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await Outbox.WriteAsync(connection, events, TimeProvider.System, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    private async Task<List<int>> DaysOfAsync(Guid user)
    {
        await using var db = database.CreateContext();
        var payloads = await db.OutboxEvents.Where(e => e.UserId == user).OrderBy(e => e.Sequence).Select(e => e.Payload).ToListAsync(Cancellation);
        return [.. payloads.Select(payload => JsonSerializer.Deserialize<SummaryWritten>(payload, Outbox.Json)!.Date.Day)];
    }
}
