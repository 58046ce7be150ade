using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;

namespace Aspire.Hosting;

internal sealed class RedisRunner(RedisResource redis) : NativeServerRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    protected override string Server => "redis";

    protected override ChildProcess.Signal StopSignal => ChildProcess.Signal.Terminate;

    // PING in Redis' protocol, so that no client library is needed for it.
    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken)
    {
        if (IsExternal)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(redis.PrimaryEndpoint.Host, redis.PrimaryEndpoint.Port, limit.Token);
            await using var stream = client.GetStream();
            if (redis.PasswordParameter is { } password)
            {
                var secret = await password.GetValueAsync(limit.Token) ?? "";
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(secret)}\r\n{secret}\r\n"), limit.Token);
                await ReadLineAsync(stream, limit.Token);
            }

            await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), limit.Token);
            var answer = await ReadLineAsync(stream, limit.Token);
            return answer == "+PONG" ? null : answer;
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return e.Message;
        }
    }

    protected override async Task<IReadOnlyList<string>> ServerArgumentsAsync(RunContext run, CancellationToken cancellationToken)
    {
        var arguments = await base.ServerArgumentsAsync(run, cancellationToken);
        var persistence = redis.Annotations.OfType<PersistenceAnnotation>().LastOrDefault();
        return run.KeepsData && persistence is not null
            ? ["--save", persistence.Save, "--appendonly", "yes", .. arguments]
            : ["--save", "", .. arguments];
    }

    protected override async Task<Dictionary<string, string?>> EnvironmentAsync(CancellationToken cancellationToken) => new()
    {
        ["REDIS_PASSWORD"] = redis.PasswordParameter is { } password ? await password.GetValueAsync(cancellationToken) : null,
    };

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        const int LongestAnswer = 512;
        var answer = new StringBuilder();
        var next = new byte[1];
        while (answer.Length < LongestAnswer && await stream.ReadAsync(next, cancellationToken) == 1 && next[0] != '\n')
        {
            answer.Append((char)next[0]);
        }

        return answer.ToString().TrimEnd('\r');
    }
}
