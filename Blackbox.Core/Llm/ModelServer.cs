using System.Net.Sockets;

namespace Blackbox.Core.Llm;

/// <summary>
/// Whether a model's server is worth asking. A server that is away costs one short connection attempt per
/// <see cref="LlmOptions.AwayFor"/>, however many summaries wait for it. Safe for concurrent use.
/// </summary>
internal sealed class ModelServer(Uri? address, LlmOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _awayUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _knownUntil = DateTimeOffset.MinValue;

    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now < _awayUntil)
                return false;
            if (now < _knownUntil || address is null)
                return true;
        }
        var accepts = await AcceptsConnectionsAsync(address, cancellationToken);
        if (accepts)
            MarkThere();
        else
            MarkAway();
        return accepts;
    }

    public void MarkThere()
    {
        lock (_lock)
        {
            _awayUntil = DateTimeOffset.MinValue;
            _knownUntil = time.GetUtcNow() + options.AwayFor;
        }
    }

    public void MarkAway()
    {
        lock (_lock)
        {
            _awayUntil = time.GetUtcNow() + options.AwayFor;
            _knownUntil = DateTimeOffset.MinValue;
        }
    }

    private async Task<bool> AcceptsConnectionsAsync(Uri server, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.Host, server.Port, either.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
