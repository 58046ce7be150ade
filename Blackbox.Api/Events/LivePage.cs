using Microsoft.AspNetCore.SignalR;

namespace Blackbox.Api.Events;

/// <summary>A page that is connected to this node.</summary>
internal sealed class LivePage(HubCallerContext context, Guid userId, long position)
{
    public string ConnectionId => context.ConnectionId;

    public Guid UserId => userId;

    /// <summary>Sequence of the last event that it was told of.</summary>
    public long Position { get; set; } = position;

    public void Disconnect() => context.Abort();
}
