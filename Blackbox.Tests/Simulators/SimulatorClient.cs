using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Simulators;

/// <summary>A simulator and the simplest client of it; the end of the test fails it if the simulator did not know a request.</summary>
internal sealed partial class SimulatorClient(GitHubSimulator simulator) : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public GitHubSimulator Simulator => simulator;

    public string Token { get; set; } = GitHubSimulatorOptions.OrganisationToken;

    public bool ExpectsUnknown { get; init; }

    public static async Task<SimulatorClient> StartAsync(Action<GitHubSimulatorOptions>? configure = null, bool expectsUnknown = false) =>
        new(await GitHubSimulator.StartAsync(configure, TestContext.Current.CancellationToken)) { ExpectsUnknown = expectsUnknown };

    public async Task<HttpResponseMessage> SendAsync(string path, string? etag = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http", StringComparison.Ordinal) ? path : simulator.ApiUrl + path);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("tests", "1"));
        if (Token.Length > 0)
            request.Headers.Authorization = new("Bearer", Token);
        if (etag is not null)
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(etag));
        change?.Invoke(request);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await JsonOf(response);
    }

    /// <summary>All items of all pages, following the links.</summary>
    public async Task<List<JsonElement>> ListAsync(string path, string? array = null)
    {
        var items = new List<JsonElement>();
        for (string? next = path; next is not null;)
        {
            using var response = await SendAsync(next);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = await JsonOf(response);
            items.AddRange((array is null ? page : page.GetProperty(array)).EnumerateArray());
            next = LinkOf(response, "next");
        }
        return items;
    }

    public static async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        using var document = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
        return document.RootElement.Clone();
    }

    public static string? LinkOf(HttpResponseMessage response, string relation) =>
        response.Headers.TryGetValues("Link", out var values)
            ? Link().Matches(string.Join(", ", values)).FirstOrDefault(match => match.Groups["rel"].Value == relation)?.Groups["url"].Value
            : null;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await simulator.DisposeAsync();
        if (!ExpectsUnknown)
            Assert.Empty(simulator.UnknownRequests);
    }

    [GeneratedRegex("<(?<url>[^>]+)>; rel=\"(?<rel>[a-z]+)\"")]
    private static partial Regex Link();
}
