using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Blackbox.Tests.Infrastructure;

/// <summary>A Redis of a test's own, that may be killed, frozen and started again without its data. It keeps its port.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("blackbox-redis-").FullName;
    private readonly int _port = NativeServer.FreePort();
    private Process? _process;

    private RedisProcess()
    {
    }

    /// <summary>As StackExchange.Redis reads it; a client comes back soon after Redis does.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"127.0.0.1:{_port},abortConnect=false,connectTimeout=500,connectRetry=1,syncTimeout=2000");

    public static async Task<RedisProcess> StartNewAsync()
    {
        var redis = new RedisProcess();
        await redis.StartAsync();
        return redis;
    }

    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(ConnectionString);

    /// <summary>Starts it, without any data, where it was killed.</summary>
    public async Task StartAsync()
    {
        _process = await NativeServer.StartAsync("redis", _folder, _port, ["--save", "", "--appendonly", "no"]);
        var begun = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begun) > Patience)
                throw new InvalidOperationException("Redis does not start: see what eng/native-servers.sh says.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>It keeps its connections and does not answer any more.</summary>
    public Task FreezeAsync() => NativeServer.SignalAsync(_process!, "-STOP");

    public Task ThawAsync() => NativeServer.SignalAsync(_process!, "-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".lock");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            return await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false) == answer.Length && answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
