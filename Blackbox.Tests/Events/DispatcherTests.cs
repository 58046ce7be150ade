using Blackbox.Core.Events;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Events;

public sealed class DispatcherTests(Stack stack)
{
    private const string Nowhere = "http://127.0.0.1:9/";

    [Fact]
    public async Task Event_gets_a_delivery_for_each_webhook_that_wants_it()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        var (all, _) = await world.AddWebhookAsync(Nowhere);
        var (limited, _) = await world.AddWebhookAsync(Nowhere, EventTypes.SummaryWritten);
        await world.AddWebhookAsync(Nowhere, EventTypes.RunFinished);
        var (off, _) = await world.AddWebhookAsync(Nowhere);
        var (gone, _) = await world.AddWebhookAsync(Nowhere);
        await using (var db = world.CreateContext())
        {
            await db.Webhooks.Where(w => w.Id == off.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.IsEnabled, false), EventWorld.Cancellation);
            await db.Webhooks.Where(w => w.Id == gone.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.DeletedAt, DateTimeOffset.UnixEpoch), EventWorld.Cancellation);
        }
        await world.WriteAsync(1);
        await world.WriteAsync(EventWorld.Summary(Guid.CreateVersion7(), 2));
        await world.WriteAsync(EventWorld.Summary(null, 3));
        await world.DispatchAsync();

        var deliveries = (await world.DeliveriesAsync()).Select(d => d.WebhookId).ToList();
        // Its own event and the installation's, and never another user's.
        Assert.Equal([all.Id, all.Id, limited.Id, limited.Id], deliveries.Order());
        await using var check = world.CreateContext();
        Assert.False(await check.OutboxEvents.AnyAsync(e => e.DispatchedAt == null, EventWorld.Cancellation));
    }

    [Fact]
    public async Task Test_event_goes_to_the_webhook_that_it_names_only()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        var (named, _) = await world.AddWebhookAsync(Nowhere, EventTypes.RunFinished);
        await world.WriteAsync(new NewEvent(world.User.Id, EventTypes.WebhookTest, new WebhookTest(named.Id)));
        await world.DispatchAsync();
        Assert.Equal(named.Id, Assert.Single(await world.DeliveriesAsync()).WebhookId);
    }

    [Fact]
    public async Task Dispatch_that_is_done_again_doubles_nothing()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        await world.WriteAsync([.. Enumerable.Range(1, 25)]);
        await world.DispatchAsync();
        await using (var db = world.CreateContext())
            await db.OutboxEvents.ExecuteUpdateAsync(set => set.SetProperty(e => e.DispatchedAt, (DateTimeOffset?)null), EventWorld.Cancellation);
        await world.DispatchAsync();
        Assert.Equal(25, (await world.DeliveriesAsync()).Count);
    }

    [Theory]
    [InlineData(EventDispatcher.Queued)]
    [InlineData(EventDispatcher.Signalled)]
    public async Task Worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(string point)
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        await world.WriteAsync(1, 2, 3);
        await using (var worker = WorkerProcess.Start(world.ConnectionString, ("FailPoints__KillAt", point)))
            Assert.Equal(WorkerProcess.KilledExitCode, await worker.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Empty(await world.DeliveriesAsync());

        await world.DispatchAsync();
        Assert.Equal(3, (await world.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task Second_dispatcher_stands_by_and_takes_over()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        var first = world.Run(world.Dispatcher().RunAsync);
        await world.WriteAsync(1);
        await EventWorld.EventuallyAsync(async () => (await world.DeliveriesAsync()).Count == 1, "The first does not dispatch.");
        world.Run(world.Dispatcher().RunAsync);
        await world.WriteAsync([.. Enumerable.Range(2, 9)]);
        await EventWorld.EventuallyAsync(async () => (await world.DeliveriesAsync()).Count == 10, "Two together do not dispatch.");

        await first.CancelAsync();
        await world.WriteAsync(11, 12);
        await EventWorld.EventuallyAsync(async () => (await world.DeliveriesAsync()).Count == 12, "The second did not take over.");
    }

    [Fact]
    public async Task Dispatcher_whose_session_the_server_ends_is_replaced_and_can_begin_again()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        var dispatcher = world.Dispatcher();
        using var stop = new CancellationTokenSource();
        var running = dispatcher.RunAsync(stop.Token);
        await world.WriteAsync(1);
        await EventWorld.EventuallyAsync(async () => (await world.DeliveriesAsync()).Count == 1, "It does not dispatch.");
        await using (var kill = world.DataSource.CreateCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
            Assert.Equal(1L, await kill.ExecuteScalarAsync(EventWorld.Cancellation));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => running);

        world.Run(dispatcher.RunAsync);
        await world.WriteAsync(2);
        await EventWorld.EventuallyAsync(async () => (await world.DeliveriesAsync()).Count == 2, "It does not begin again.");
    }

    [Fact]
    public async Task Old_events_are_removed_with_their_deliveries_unless_one_still_waits()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await world.AddWebhookAsync(Nowhere);
        await world.WriteAsync(1, 2, 3, 4);
        await world.DispatchAsync();
        await world.WriteAsync(5);
        await using var db = world.CreateContext();
        var events = await db.OutboxEvents.OrderBy(e => e.Sequence).Select(e => e.Id).ToListAsync(EventWorld.Cancellation);
        await db.OutboxEvents.Where(e => events.Take(3).Contains(e.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.DispatchedAt, TimeProvider.System.GetUtcNow().AddDays(-31)), EventWorld.Cancellation);
        await db.WebhookDeliveries.Where(d => d.EventId == events[0]).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DeliveryStatus.Delivered), EventWorld.Cancellation);
        await db.WebhookDeliveries.Where(d => d.EventId == events[1]).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DeliveryStatus.Dead), EventWorld.Cancellation);

        var retention = new EventRetention(world.DataSource, Microsoft.Extensions.Options.Options.Create(world.Options), TimeProvider.System);
        Assert.Equal(2, await retention.RemoveOldAsync(EventWorld.Cancellation));
        Assert.Equal(events[2..], await db.OutboxEvents.OrderBy(e => e.Sequence).Select(e => e.Id).ToListAsync(EventWorld.Cancellation));
        Assert.Equal(0, await retention.RemoveOldAsync(EventWorld.Cancellation));
    }
}
