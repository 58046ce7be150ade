using System.Globalization;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Blackbox.Api.Events;

/// <summary>
/// Where pages listen. It tells <c>ready</c> (from which sequence on it tells), <c>event</c>, <c>reload</c> (too much was missed) and <c>full</c> (no
/// place; come back later). There is nothing to call: a page gives the last sequence that it knows as <c>since</c> in the address.
/// </summary>
internal sealed class LiveHub(LivePages pages, BlackboxDb db, IOptions<LiveOptions> options) : Hub
{
    public const string Path = "/hubs/live";

    public override async Task OnConnectedAsync()
    {
        if (!pages.TryReserve(Context.ConnectionId))
        {
            await Clients.Caller.SendAsync("full", new { retryAfterSeconds = (int)options.Value.RetryWhenFull.TotalSeconds }, Context.ConnectionAborted);
            Context.Abort();
            return;
        }
        var joined = false;
        try
        {
            await JoinAsync();
            joined = true;
        }
        catch (OperationCanceledException) when (Context.ConnectionAborted.IsCancellationRequested)
        {
            // The page left while it came.
        }
        finally
        {
            // A connection that fails here is not told of as disconnected.
            if (!joined)
                pages.Leave(Context.ConnectionId);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        pages.Leave(Context.ConnectionId);
        return Task.CompletedTask;
    }

    private async Task JoinAsync()
    {
        var http = Context.GetHttpContext();
        var user = http?.Features.Get<CurrentUser>() ?? throw new HubException("Nobody is known to make this connection.");
        var latest = await db.LatestSequenceAsync(user.Id, null, Context.ConnectionAborted);
        // What is newer than everything that there is came from another life of the database.
        var known = long.TryParse(http!.Request.Query["since"], CultureInfo.InvariantCulture, out var since) && since >= 0;
        var position = known && since <= latest ? since : latest;
        await Clients.Caller.SendAsync("ready", new { sequence = position }, Context.ConnectionAborted);
        if (known && since > latest)
            await Clients.Caller.SendAsync("reload", new { sequence = latest }, Context.ConnectionAborted);
        pages.Join(new LivePage(Context, user.Id, position));
    }
}
