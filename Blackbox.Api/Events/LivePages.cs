using System.Collections.Concurrent;
using Blackbox.Core.Events;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Blackbox.Api.Events;

/// <summary>
/// The pages that are connected to this node, and what keeps them up to date. Redis says of whom there is something new; the events themselves are read
/// from where each page is, so that whatever Redis loses or doubles, a page is told everything once and in order. Where Redis says nothing, it is looked
/// now and then.
/// </summary>
internal sealed class LivePages(
    LiveEventReader reader, IServiceProvider services, IHubContext<LiveHub> hub, IOptions<LiveOptions> options, TimeProvider time, ILogger<LivePages> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, LivePage?> _pages = new();
    private readonly ConcurrentDictionary<Guid, bool> _told = new();
    private readonly SemaphoreSlim _wake = new(0);
    private int _count;
    private volatile bool _everyone;

    /// <returns>False when there is no place; otherwise it is held until <see cref="Leave"/>.</returns>
    public bool TryReserve(string connectionId)
    {
        if (Interlocked.Increment(ref _count) > options.Value.MaxConnections)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }
        _pages[connectionId] = null;
        return true;
    }

    /// <summary>Begins to tell a page that has a place, with what it missed.</summary>
    public void Join(LivePage page)
    {
        // It may have left meanwhile.
        if (_pages.TryUpdate(page.ConnectionId, page, null))
            Tell(page.UserId);
    }

    public void Leave(string connectionId)
    {
        if (_pages.TryRemove(connectionId, out _))
            Interlocked.Decrement(ref _count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Made here, not with the host: where Redis does not answer, making it takes a while.
        var redis = services.GetRequiredService<IConnectionMultiplexer>();
        var subscribed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            subscribed = subscribed || await SubscribeAsync(redis);
            if (!await _wake.WaitAsync(options.Value.PollInterval, stoppingToken))
                _everyone = true;
            try
            {
                await PushAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning("Live pages cannot be told at the moment: {Reason}", exception.Message);
                await Task.Delay(options.Value.PollInterval, time, stoppingToken);
                _everyone = true;
            }
        }
    }

    private async Task<bool> SubscribeAsync(IConnectionMultiplexer redis)
    {
        if (!redis.IsConnected)
            return false;
        try
        {
            // From now on the client renews the subscription whenever it connects.
            await redis.GetSubscriber().SubscribeAsync(LiveSignal.Channel, (_, message) => Hear(message));
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.LogDebug("Redis does not take the subscription yet: {Reason}", exception.Message);
            return false;
        }
    }

    private void Hear(string? message)
    {
        foreach (var signal in LiveSignal.Read(message))
        {
            if (signal.UserId is { } user)
                Tell(user);
            else
                TellEveryone();
        }
    }

    private void Tell(Guid user)
    {
        if (!_pages.Values.Any(page => page?.UserId == user))
            return;
        _told[user] = true;
        Wake();
    }

    private void TellEveryone()
    {
        _everyone = true;
        Wake();
    }

    // Once is enough, however much was told.
    private void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        var everyone = _everyone;
        _everyone = false;
        var users = _told.Keys.ToHashSet();
        foreach (var user in users)
            _told.TryRemove(user, out _);
        var pages = _pages.Values.OfType<LivePage>().Where(page => everyone || users.Contains(page.UserId)).ToList();
        if (pages.Count == 0)
            return;
        var news = await reader.ReadAsync(pages.Select(page => (page.UserId, page.Position)).Distinct(), options.Value.MaxCatchUp, cancellationToken);
        await Task.WhenAll(pages.Where(page => news.ContainsKey((page.UserId, page.Position)))
            .Select(page => SendAsync(page, news[(page.UserId, page.Position)], cancellationToken)));
    }

    // Who does not read must not hold up the others.
    private async Task SendAsync(LivePage page, LiveNews news, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await SendAllAsync(page, news, limit.Token).WaitAsync(options.Value.SendTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await limit.CancelAsync();
            page.Disconnect();
        }
    }

    private async Task SendAllAsync(LivePage page, LiveNews news, CancellationToken cancellationToken)
    {
        var client = hub.Clients.Client(page.ConnectionId);
        if (news.TooMany)
        {
            await client.SendAsync("reload", new { sequence = news.Latest }, cancellationToken);
            page.Position = news.Latest;
            return;
        }
        foreach (var message in news.Messages)
        {
            await client.SendAsync("event", message, cancellationToken);
            page.Position = message.Sequence;
        }
    }
}
