using System.Collections.Concurrent;
using Blackbox.Core.Locking;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Locking;

/// <summary>Locks while all servers are well.</summary>
public sealed class DistributedLocksTests(LockWorld world) : IClassFixture<LockWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    [InlineData("mixed")]
    public async Task Only_one_is_inside_when_many_contend(string backend)
    {
        var own = new LockWorld.Node[3];
        for (var i = 0; i < own.Length; i++)
            own[i] = await world.NodeAsync(configure: options => options.FallbackConnections = 2);
        foreach (var node in backend switch { "redis" => [], "postgres" => own, _ => own[..1] })
            await node.Redis.CloseAsync();
        var (inside, overlaps, counter) = (0, 0, 0);
        var fences = new ConcurrentQueue<long>();

        await Task.WhenAll(Enumerable.Range(0, 18).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                await using var handle = await own[i % own.Length].Locks.AcquireAsync($"contended:{backend}", TimeSpan.FromMinutes(1), cancellationToken: Cancelled);
                Assert.NotNull(handle);
                if (Interlocked.Increment(ref inside) != 1)
                    Interlocked.Increment(ref overlaps);
                fences.Enqueue(handle.Fence);
                var seen = counter;
                await Task.Yield();
                counter = seen + 1;
                Interlocked.Decrement(ref inside);
            }
        }, Cancelled)));

        Assert.Equal((0, 54), (overlaps, counter));
        Assert.Equal(fences.Order().Distinct(), fences);
        Assert.Equal(0, await world.AdvisoryLocksAsync());
    }

    [Fact]
    public async Task Second_try_gets_nothing_and_the_first_after_the_release_does()
    {
        var (one, two) = (await world.NodeAsync(), await world.NodeAsync());
        await using (var held = await one.Locks.TryAcquireAsync("simple", cancellationToken: Cancelled))
        {
            Assert.Equal(("simple", "redis", true), (held!.Name, held.Backend, held.IsHeld));
            Assert.Null(await one.Locks.TryAcquireAsync("simple", cancellationToken: Cancelled));
            Assert.Null(await two.Locks.TryAcquireAsync("simple", cancellationToken: Cancelled));
            await using var other = await two.Locks.TryAcquireAsync("simple too", cancellationToken: Cancelled);
            Assert.NotNull(other);
        }
        await using var next = await two.Locks.TryAcquireAsync("simple", cancellationToken: Cancelled);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_is_renewed_for_as_long_as_it_is_held(bool withRedis)
    {
        var (one, two) = (await world.NodeAsync(), await world.NodeAsync());
        if (!withRedis)
            await one.Redis.CloseAsync();
        var name = $"renewed:{withRedis}";
        await using var held = await one.Locks.TryAcquireAsync(name, cancellationToken: Cancelled);

        for (var i = 0; i < 20; i++)
        {
            await LockWorld.PassAsync(LockWorld.Ttl / 6);
            Assert.True(held!.IsHeld);
            Assert.Null(await two.Locks.TryAcquireAsync(name, cancellationToken: Cancelled));
        }
        Assert.False(held!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Process_that_was_frozen_past_the_ttl_notices_on_waking_and_has_the_lower_number()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var (frozen, alive, third) = (await world.NodeAsync(time), await world.NodeAsync(), await world.NodeAsync());
        var old = await frozen.Locks.TryAcquireAsync("frozen", cancellationToken: Cancelled);

        await using var successor = await alive.Locks.AcquireAsync("frozen", TimeSpan.FromSeconds(20), cancellationToken: Cancelled);
        Assert.NotNull(successor);
        Assert.True(successor.Fence > old!.Fence);
        await using (var connection = await world.Database.DataSource.OpenConnectionAsync(Cancelled))
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
            await Assert.ThrowsAsync<LockLostException>(() => old.ConfirmAsync(connection, Cancelled));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(old.IsHeld);
        Assert.True(old.Lost.IsCancellationRequested);

        // What it gives back is not its own any more.
        await old.DisposeAsync();
        Assert.True(successor.IsHeld);
        Assert.Null(await third.Locks.TryAcquireAsync("frozen", cancellationToken: Cancelled));
        await LockWorld.PassAsync(LockWorld.Ttl * 1.5);
        Assert.True(successor.IsHeld);
        Assert.Null(await third.Locks.TryAcquireAsync("frozen", cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Waiting_ends_with_nothing_after_the_timeout_or_the_cancellation()
    {
        var (one, two) = (await world.NodeAsync(), await world.NodeAsync());
        await using (var held = await one.Locks.TryAcquireAsync("waiting", cancellationToken: Cancelled))
        {
            var begun = TimeProvider.System.GetTimestamp();
            Assert.Null(await two.Locks.AcquireAsync("waiting", TimeSpan.FromSeconds(0.7), cancellationToken: Cancelled));
            Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0.69, 5);

            using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.3), TimeProvider.System);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => two.Locks.AcquireAsync("waiting", TimeSpan.FromMinutes(5), cancellationToken: cancel.Token));
            Assert.True(held!.IsHeld);
        }
        await using var next = await two.Locks.TryAcquireAsync("waiting", cancellationToken: Cancelled);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelled_acquisition_leaves_nothing_locked(bool withRedis)
    {
        var (one, two) = (await world.NodeAsync(), await world.NodeAsync());
        if (!withRedis)
            await one.Redis.CloseAsync();
        for (var i = 0; i < 40; i++)
        {
            using var cancel = new CancellationTokenSource();
            var attempt = one.Locks.TryAcquireAsync($"cancelled:{withRedis}", cancellationToken: cancel.Token);
            for (var spin = 0; spin < i; spin++)
                await Task.Yield();
            await cancel.CancelAsync();
            try
            {
                if (await attempt is { } handle)
                    await handle.DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // Wherever it was at that moment.
            }
            await using var next = await two.Locks.AcquireAsync($"cancelled:{withRedis}", LockWorld.Ttl / 2, cancellationToken: Cancelled);
            Assert.NotNull(next);
        }
        Assert.Equal(0, await world.AdvisoryLocksAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_again_does_nothing_to_the_next_owner(bool withRedis)
    {
        var (one, two) = (await world.NodeAsync(), await world.NodeAsync());
        if (!withRedis)
            await one.Redis.CloseAsync();
        var held = await one.Locks.TryAcquireAsync($"twice:{withRedis}", cancellationToken: Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => held!.DisposeAsync().AsTask()));
        Assert.False(held!.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);

        await using var next = await two.Locks.TryAcquireAsync($"twice:{withRedis}", cancellationToken: Cancelled);
        await held.DisposeAsync();
        Assert.True(next!.IsHeld);
        Assert.Null(await one.Locks.TryAcquireAsync($"twice:{withRedis}", cancellationToken: Cancelled));
        await LockWorld.PassAsync(LockWorld.Ttl);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Hundred_names_are_locked_at_once_and_each_by_one()
    {
        var nodes = new[] { await world.NodeAsync(), await world.NodeAsync() };
        var handles = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => nodes[i % 2].Locks.TryAcquireAsync($"name:{i / 2}", TimeSpan.FromSeconds(20), Cancelled)));

        Assert.Equal(100, handles.Count(handle => handle is not null));
        Assert.Equal(100, handles.Where(handle => handle is not null).Select(handle => handle!.Name).Distinct().Count());
        await Task.WhenAll(handles.Where(handle => handle is not null).Select(handle => handle!.DisposeAsync().AsTask()));
        Assert.Equal(0, await world.CountAsync("SELECT count(*) FROM lock_fences WHERE name LIKE 'name:%' AND owner IS NOT NULL"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Name_that_cannot_be_is_refused(string name) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await (await world.NodeAsync()).Locks.TryAcquireAsync(name, cancellationToken: Cancelled));

    [Fact]
    public async Task Name_that_is_too_long_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await (await world.NodeAsync()).Locks.TryAcquireAsync(new string('x', 201), cancellationToken: Cancelled));

    [Fact]
    public async Task Number_also_grows_over_a_registration_that_was_removed_as_unused()
    {
        var node = await world.NodeAsync();
        await using (var first = await node.Locks.TryAcquireAsync("unused", cancellationToken: Cancelled))
        {
            await OutdateAsync();
            Assert.Equal(0, await RemainingAfterRemovalAsync(held: true));
            await first!.DisposeAsync();
            await OutdateAsync();
            Assert.Equal(1, await RemainingAfterRemovalAsync(held: false));
            await using var second = await node.Locks.TryAcquireAsync("unused", cancellationToken: Cancelled);
            Assert.True(second!.Fence > first.Fence);
        }

        async Task OutdateAsync()
        {
            await using var command = world.Database.DataSource.CreateCommand("""
                ALTER TABLE lock_fences DISABLE TRIGGER USER;
                UPDATE lock_fences SET updated_at = now() - interval '25 hours' WHERE name = 'unused';
                ALTER TABLE lock_fences ENABLE TRIGGER USER
                """);
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        async Task<long> RemainingAfterRemovalAsync(bool held)
        {
            var removed = await node.Locks.RemoveUnusedAsync(Cancelled);
            Assert.Equal(held ? 1 : 0, await world.CountAsync("SELECT count(*) FROM lock_fences WHERE name = 'unused'"));
            return removed;
        }
    }
}
