using System.Net;
using System.Text.Json;
using Blackbox.Simulators.Slack;

namespace Blackbox.Tests.Simulators.Slack;

/// <summary>A simulator and the simplest client of it; the end of the test fails it if the simulator did not know a request.</summary>
internal sealed class SlackClient(SlackSimulator simulator) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public SlackSimulator Simulator => simulator;

    public string Token { get; set; } = SlackSimulatorOptions.BotToken;

    public bool ExpectsUnknown { get; init; }

    public static async Task<SlackClient> StartAsync(Action<SlackSimulatorOptions>? configure = null, bool expectsUnknown = false)
    {
        var simulator = await SlackSimulator.StartAsync(
            options =>
            {
                (options.Tier2, options.Tier3, options.Tier4) = (100_000, 100_000, 100_000);
                configure?.Invoke(options);
            },
            TestContext.Current.CancellationToken);
        return new(simulator) { ExpectsUnknown = expectsUnknown };
    }

    /// <param name="call">Method and parameters, as <c>conversations.history?channel=C1</c>.</param>
    public async Task<HttpResponseMessage> SendAsync(string call, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{simulator.ApiUrl}/{call}");
        if (Token.Length > 0)
            request.Headers.Authorization = new("Bearer", Token);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The answer, whether it is a good one or not.</summary>
    public async Task<JsonElement> AskAsync(string call)
    {
        using var response = await SendAsync(call);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await SimulatorClient.JsonOf(response);
    }

    public async Task<JsonElement> GetAsync(string call)
    {
        var answer = await AskAsync(call);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.GetRawText());
        return answer;
    }

    public async Task<string> ErrorOf(string call)
    {
        var answer = await AskAsync(call);
        Assert.False(answer.GetProperty("ok").GetBoolean());
        return answer.GetProperty("error").GetString()!;
    }

    /// <summary>All items of all pages.</summary>
    public async Task<List<JsonElement>> ListAsync(string call, string array)
    {
        var items = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync(cursor.Length == 0 ? call : $"{call}{(call.Contains('?') ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}");
            items.AddRange(page.GetProperty(array).EnumerateArray());
            cursor = page.TryGetProperty("response_metadata", out var more) && more.GetProperty("next_cursor").GetString() is { Length: > 0 } next ? next : null;
        }
        return items;
    }

    public async Task<JsonElement> ChannelAsync(string name) =>
        (await ListAsync("conversations.list?types=public_channel,private_channel&limit=1000", "channels")).Single(channel => channel.GetProperty("name").GetString() == name);

    public async Task<string> ChannelIdAsync(string name) => (await ChannelAsync(name)).GetProperty("id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await simulator.DisposeAsync();
        if (!ExpectsUnknown)
            Assert.Empty(simulator.UnknownRequests);
    }
}
