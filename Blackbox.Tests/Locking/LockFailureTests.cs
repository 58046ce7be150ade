using System.Data;
using Blackbox.Core.Locking;
using Blackbox.Tests.Infrastructure;
using Npgsql;

namespace Blackbox.Tests.Locking;

/// <summary>What happens to locks when Redis or PostgreSQL dies, hangs, forgets or comes back. Each test has servers of its own.</summary>
public sealed class LockFailureTests(Stack stack) : IAsyncLifetime
{
    private const string Name = "nightly";
    private readonly LockWorld _world = new(stack);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Lock_survives_the_end_of_redis_and_nobody_gets_it_through_the_fallback()
    {
        var (one, two) = (await _world.NodeAsync(), await _world.NodeAsync());
        await using (var held = await one.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled))
        {
            Assert.Equal("redis", held!.Backend);
            await _world.StopRedisAsync(one, two);
            for (var i = 0; i < 12; i++)
            {
                Assert.Null(await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
                await LockWorld.PassAsync(LockWorld.Ttl / 5);
            }
            Assert.True(held.IsHeld);

            await held.DisposeAsync();
            await using var next = await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
            Assert.Equal("postgres", next!.Backend);
            Assert.True(next.Fence > held.Fence);
        }
    }

    [Fact]
    public async Task Fallback_lock_is_not_given_to_a_second_owner_when_redis_comes_back()
    {
        var (one, two) = (await _world.NodeAsync(), await _world.NodeAsync());
        await _world.StopRedisAsync(one, two);
        var held = await one.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        Assert.Equal("postgres", held!.Backend);

        await _world.StartRedisAsync(one, two);
        for (var i = 0; i < 12; i++)
        {
            Assert.Null(await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            await LockWorld.PassAsync(LockWorld.Ttl / 5);
        }
        Assert.True(held.IsHeld);

        await held.DisposeAsync();
        await using var next = await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        Assert.Equal("redis", next!.Backend);
        Assert.True(next.Fence > held.Fence);
        Assert.Equal(0, await _world.AdvisoryLocksAsync());
    }

    [Fact]
    public async Task Redis_that_only_one_process_reaches_does_not_make_two_owners()
    {
        var (reaching, cut) = (await _world.NodeAsync(), await _world.NodeAsync());
        await cut.Redis.CloseAsync();
        for (var i = 0; i < 3; i++)
        {
            await using (var held = await reaching.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled))
            {
                Assert.Equal("redis", held!.Backend);
                Assert.Null(await cut.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            }
            await using (var held = await cut.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled))
            {
                Assert.Equal("postgres", held!.Backend);
                Assert.Null(await reaching.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            }
        }
    }

    [Fact]
    public async Task Number_only_grows_through_forgetting_and_restarts_of_redis()
    {
        var (one, two) = (await _world.NodeAsync(), await _world.NodeAsync());
        var fences = new List<(string, long)>();

        await AcquireAsync(one);
        await FlushAsync();
        await AcquireAsync(two);
        await using (var held = await one.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled))
        {
            // Redis has forgotten the lock that is held: the registration has not.
            await FlushAsync();
            Assert.Null(await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            await LockWorld.PassAsync(LockWorld.Ttl);
            Assert.Null(await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            Assert.True(held!.IsHeld);
            fences.Add((held.Backend, held.Fence));
        }
        await _world.StopRedisAsync(one, two);
        await AcquireAsync(two);
        await AcquireAsync(one);
        await _world.StartRedisAsync(one, two);
        await AcquireAsync(one);
        await AcquireAsync(two);

        Assert.Equal(["redis", "redis", "redis", "postgres", "postgres", "redis", "redis"], fences.Select(fence => fence.Item1));
        Assert.Equal(fences.Select(fence => fence.Item2).Order().Distinct(), fences.Select(fence => fence.Item2));

        async Task AcquireAsync(LockWorld.Node node)
        {
            await using var handle = await node.Locks.AcquireAsync(Name, TimeSpan.FromSeconds(5), cancellationToken: Cancelled);
            fences.Add((handle!.Backend, handle.Fence));
        }

        async Task FlushAsync() => await one.Redis.GetDatabase().ScriptEvaluateAsync("return redis.call('flushall')", [], []);
    }

    [Fact]
    public async Task Redis_that_hangs_is_done_without_and_keeps_nothing_of_it()
    {
        var (one, two) = (await _world.NodeAsync(), await _world.NodeAsync());
        await _world.Redis.FreezeAsync();
        var begun = TimeProvider.System.GetTimestamp();
        var held = await one.Locks.TryAcquireAsync(Name, TimeSpan.FromSeconds(20), Cancelled);
        Assert.Equal("postgres", held!.Backend);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 5);

        await _world.Redis.ThawAsync();
        Assert.Null(await two.Locks.AcquireAsync(Name, TimeSpan.FromSeconds(1), cancellationToken: Cancelled));
        await held.DisposeAsync();
        await using var next = await two.Locks.AcquireAsync(Name, TimeSpan.FromSeconds(5), cancellationToken: Cancelled);
        Assert.Equal("redis", next!.Backend);
    }

    [Fact]
    public async Task Fallback_lock_is_lost_at_once_with_its_session()
    {
        var (one, two) = (await _world.NodeAsync(), await _world.NodeAsync());
        await _world.StopRedisAsync(one, two);
        await using var held = await one.Locks.TryAcquireAsync(Name, TimeSpan.FromMinutes(5), Cancelled);
        var lost = new TaskCompletionSource();
        await using var registration = held!.Lost.Register(lost.SetResult);
        Assert.Equal(1, await _world.AdvisoryLocksAsync());

        Assert.Equal(1, await _world.CountAsync("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database d ON d.oid = database
            WHERE locktype = 'advisory' AND granted AND datname = current_database()
            """));

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Cancelled);
        Assert.False(held.IsHeld);
        Assert.Null(await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
        await held.DisposeAsync();
        await using var next = await two.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        Assert.True(next!.Fence > held.Fence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_is_lost_when_its_registration_is_gone(bool withRedis)
    {
        var one = await _world.NodeAsync();
        if (!withRedis)
            await _world.StopRedisAsync(one);
        await using var held = await one.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        Assert.Equal(1, await _world.CountAsync("WITH gone AS (DELETE FROM lock_fences RETURNING 1) SELECT count(*) FROM gone"));

        var lost = new TaskCompletionSource();
        await using var registration = held!.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(LockWorld.Ttl, TimeProvider.System, Cancelled);
        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task Connections_of_the_fallback_are_bounded()
    {
        var one = await _world.NodeAsync(configure: options => options.FallbackConnections = 2);
        await _world.StopRedisAsync(one);
        await using var first = await one.Locks.TryAcquireAsync("first", cancellationToken: Cancelled);
        var second = await one.Locks.TryAcquireAsync("second", cancellationToken: Cancelled);
        Assert.Null(await one.Locks.TryAcquireAsync("third", cancellationToken: Cancelled));
        Assert.Equal(2, await _world.AdvisoryLocksAsync());

        await second!.DisposeAsync();
        await using var third = await one.Locks.TryAcquireAsync("third", cancellationToken: Cancelled);
        Assert.NotNull(third);
        Assert.Equal(2, await _world.AdvisoryLocksAsync());
    }

    [Fact]
    public async Task Without_the_database_nothing_is_locked_and_the_error_says_so()
    {
        var none = new NpgsqlConnectionStringBuilder(_world.Database.ConnectionString) { Host = "127.0.0.1", Port = 1, Timeout = 2 }.ConnectionString;
        var cut = await _world.NodeAsync(database: none);

        var withRedis = await Assert.ThrowsAsync<LockUnavailableException>(() => cut.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
        Assert.Contains("database", withRedis.Message, StringComparison.Ordinal);
        await using (var other = await (await _world.NodeAsync()).Locks.TryAcquireAsync(Name, cancellationToken: Cancelled))
            Assert.NotNull(other);

        await _world.StopRedisAsync(cut);
        await Assert.ThrowsAsync<LockUnavailableException>(
            () => cut.Locks.AcquireAsync(Name, TimeSpan.FromMinutes(1), cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Confirmed_transaction_holds_a_successor_off_until_it_ends_and_does_not_hinder_renewal()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var (renewing, frozen, successor) = (await _world.NodeAsync(), await _world.NodeAsync(time), await _world.NodeAsync());
        await using var renewed = await renewing.Locks.TryAcquireAsync("renewed", cancellationToken: Cancelled);
        await using var old = await frozen.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        await using var connection = await _world.Database.DataSource.OpenConnectionAsync(Cancelled);
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, Cancelled))
        {
            await renewed!.ConfirmAsync(connection, Cancelled);
            await old!.ConfirmAsync(connection, Cancelled);
            await LockWorld.PassAsync(LockWorld.Ttl * 2);
            Assert.True(renewed.IsHeld);
            Assert.Null(await successor.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled));
            await transaction.CommitAsync(Cancelled);
        }
        await using var next = await successor.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        Assert.True(next!.Fence > old.Fence);
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    public async Task Transaction_that_began_before_the_successor_came_cannot_be_confirmed(IsolationLevel isolation)
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var (frozen, alive) = (await _world.NodeAsync(time), await _world.NodeAsync());
        await using var old = await frozen.Locks.TryAcquireAsync(Name, cancellationToken: Cancelled);
        await using var connection = await _world.Database.DataSource.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(isolation, Cancelled);
        await using (var look = new NpgsqlCommand("SELECT count(*) FROM runs", connection, transaction))
            await look.ExecuteScalarAsync(Cancelled);

        await using var next = await alive.Locks.AcquireAsync(Name, TimeSpan.FromSeconds(20), cancellationToken: Cancelled);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => old!.ConfirmAsync(connection, Cancelled));
        Assert.True(error is LockLostException or PostgresException { SqlState: PostgresErrorCodes.SerializationFailure }, error.ToString());
    }
}
