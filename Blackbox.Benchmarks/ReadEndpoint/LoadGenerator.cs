using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Blackbox.Benchmarks.Measuring;

namespace Blackbox.Benchmarks.ReadEndpoint;

/// <summary>
/// A fixed number of connections, each with one request under way at a time. It writes prepared bytes and looks for the end of the answer: a real
/// HTTP client would take as much of the machine as the programs that are measured, and hide the difference between them.
/// </summary>
internal sealed class LoadGenerator(int port, IReadOnlyList<string> paths)
{
    private readonly byte[][] _requests = [.. paths.Select(path => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n"))];

    /// <returns>Requests a second.</returns>
    public async Task<double> RunAsync(int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(number => Task.Run(() => RunConnectionAsync(number, started, duration, cancellationToken), cancellationToken)));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<int> RunConnectionAsync(int number, long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var buffer = new byte[1 << 20];
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            await socket.SendAsync(_requests[(number + count) % _requests.Length], SocketFlags.None, cancellationToken);
            await ReadAsync(socket, buffer, cancellationToken);
            count++;
        }
        return count;
    }

    private static async Task ReadAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var length = 0; length < buffer.Length;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            length += received;
            if (IsComplete(buffer.AsSpan(0, length)))
                return;
            if (received == 0)
                break;
        }
        throw new UsageException("An answer broke off.");
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        if (!answer.StartsWith("HTTP/1.1 200 "u8))
            throw new UsageException($"The answer was not a success: {Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 500)])}");
        var head = answer[..end];
        var body = answer[(end + 4)..];
        var at = head.IndexOf("Content-Length: "u8);
        // In chunks otherwise; JSON holds no bare line ends, so the last chunk's cannot be met before.
        if (at < 0)
            return body.EndsWith("\r\n0\r\n\r\n"u8);
        var value = head[(at + 16)..];
        var line = value.IndexOf((byte)'\r');
        return body.Length >= int.Parse(line < 0 ? value : value[..line], CultureInfo.InvariantCulture);
    }
}
