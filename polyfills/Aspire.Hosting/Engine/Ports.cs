using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Engine;

internal static class Ports
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Takes the port, unless another program or an earlier call has it.</summary>
    public static bool TryTake(int port)
    {
        // Both loopback addresses: a server on one of them would answer instead of ours to half of the callers.
        var free = CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));
        lock (Given)
        {
            return free && Given.Add(port);
        }
    }

    /// <summary>A free port that no earlier call was given.</summary>
    public static int TakeAny()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            lock (Given)
            {
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            // SO_REUSEADDR as servers use it: connections of an earlier run that are still in TIME_WAIT do not count as taken.
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
