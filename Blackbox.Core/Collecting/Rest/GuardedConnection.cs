using System.Net;
using System.Net.Sockets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>Connects only to addresses that a platform may have, whatever a name resolves to.</summary>
internal static class GuardedConnection
{
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(host.Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, one => !RestAddress.IsForbidden(one));
        if (allowed.Length == 0)
            throw new PlatformUnavailableException("unreachable", "its name leads to an address where no platform is");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
