using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;

namespace Blackbox.Tests.Simulators.Confluence;

/// <summary>A simulator and the simplest client of it; the end of the test fails it if the simulator did not know a request.</summary>
internal sealed class WikiClient(ConfluenceSimulator simulator) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public ConfluenceSimulator Simulator => simulator;

    public bool IsCloud => simulator.Options.Deployment == ConfluenceDeployment.Cloud;

    /// <summary>On Cloud with the address before it.</summary>
    public string Secret { get; set; } =
        simulator.Options.Deployment == ConfluenceDeployment.Cloud ? ConfluenceSimulatorOptions.CloudSecret : SimulatorOptions.OrganisationToken;

    public bool ExpectsUnknown { get; init; }

    /// <summary>Where <c>/rest/api</c> is.</summary>
    public string Root => simulator.ApiUrl + (IsCloud ? "/wiki" : "");

    public static async Task<WikiClient> StartAsync(
        ConfluenceDeployment deployment = ConfluenceDeployment.Cloud, Action<ConfluenceSimulatorOptions>? configure = null, bool expectsUnknown = false) =>
        new(await ConfluenceSimulator.StartAsync(
            options =>
            {
                options.Deployment = deployment;
                configure?.Invoke(options);
            },
            TestContext.Current.CancellationToken))
        { ExpectsUnknown = expectsUnknown };

    public async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http", StringComparison.Ordinal) ? path : Root + path);
        if (Secret.Length > 0)
            request.Headers.Authorization = IsCloud ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))) : new AuthenticationHeaderValue("Bearer", Secret);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await SimulatorClient.JsonOf(response);
    }

    public async Task<int> StatusOf(string path)
    {
        using var response = await SendAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>All results of all pages, following the links.</summary>
    public async Task<List<JsonElement>> ListAsync(string path)
    {
        var items = new List<JsonElement>();
        for (string? next = path; next is not null;)
        {
            var page = await GetAsync(next);
            Assert.Equal(page.GetProperty("size").GetInt32(), page.GetProperty("results").GetArrayLength());
            items.AddRange(page.GetProperty("results").EnumerateArray());
            var links = page.GetProperty("_links");
            next = links.TryGetProperty("next", out var link) ? links.GetProperty("base").GetString() + link.GetString() : null;
        }
        return items;
    }

    public Task<List<JsonElement>> SearchAsync(string cql, string more = "&limit=100") => ListAsync($"/rest/api/content/search?cql={Uri.EscapeDataString(cql)}{more}");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await simulator.DisposeAsync();
        if (!ExpectsUnknown)
            Assert.Empty(simulator.UnknownRequests);
    }
}
