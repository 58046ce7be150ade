using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Blackbox.Tests.Events;

/// <summary>What a page does to listen, byte for byte: SignalR's JSON protocol over a WebSocket.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const char Separator = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private Task _reading = Task.CompletedTask;

    private LiveClient(ClientWebSocket socket) => _socket = socket;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LiveClient> ConnectAsync(Uri server, long? since = null, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        var query = since is { } position ? string.Create(CultureInfo.InvariantCulture, $"?since={position}") : "";
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/live", Query = query }.Uri, Cancellation);
        var client = new LiveClient(socket);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        client._reading = client.ReadAsync();
        return client;
    }

    public Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + Separator), WebSocketMessageType.Text, true, Cancellation);

    /// <summary>The next message of the server's for the page: the name and its content.</summary>
    public async Task<(string Name, JsonElement Content)> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            var message = await _messages.Reader.ReadAsync(limit.Token);
            if (message.TryGetProperty("type", out var type) && type.GetInt32() == 1)
                return (message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]);
        }
    }

    /// <summary>The position that it is told from.</summary>
    public async Task<long> ReadyAsync()
    {
        var (name, content) = await NextAsync();
        Assert.Equal("ready", name);
        return content.GetProperty("sequence").GetInt64();
    }

    /// <summary>Days of January that the next summary events are about.</summary>
    public async Task<List<int>> DaysAsync(int count)
    {
        List<int> days = [];
        while (days.Count < count)
        {
            var (name, content) = await NextAsync();
            Assert.Equal("event", name);
            days.Add(DateOnly.ParseExact(content.GetProperty("data").GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayOfYear);
        }
        return days;
    }

    /// <summary>Waits for the server to close it.</summary>
    public Task ClosedAsync() => _reading.WaitAsync(Patience, TimeProvider.System, Cancellation);

    /// <summary>Nothing more for the page arrives in this time.</summary>
    public async Task SilentAsync(TimeSpan time)
    {
        await Task.Delay(time, TimeProvider.System, Cancellation);
        while (_messages.Reader.TryRead(out var message))
            Assert.False(message.TryGetProperty("type", out var type) && type.GetInt32() == 1, message.ToString());
    }

    private async Task ReadAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                var parts = text.ToString().Split(Separator);
                text.Clear().Append(parts[^1]);
                foreach (var part in parts[..^1])
                    _messages.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(part));
            }
        }
        catch (WebSocketException)
        {
            // Cut off.
        }
        _messages.Writer.Complete();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }
}
