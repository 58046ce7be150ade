using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.Jira;

namespace Blackbox.Tests.Simulators.Jira;

/// <summary>A simulator and the simplest client of it; the end of the test fails it if the simulator did not know a request.</summary>
internal sealed class JiraClient(JiraSimulator simulator) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public JiraSimulator Simulator => simulator;

    public bool IsCloud => simulator.Options.Deployment == Deployment.Cloud;

    public string Api => IsCloud ? "/rest/api/3" : "/rest/api/2";

    public string Secret { get; set; } = simulator.Options.Secret;

    public bool ExpectsUnknown { get; init; }

    public static async Task<JiraClient> StartAsync(
        Deployment deployment, Action<JiraSimulatorOptions>? configure = null, bool expectsUnknown = false) =>
        new(await JiraSimulator.StartAsync(
            options =>
            {
                options.Deployment = deployment;
                options.Days = 14;
                configure?.Invoke(options);
            },
            TestContext.Current.CancellationToken))
        { ExpectsUnknown = expectsUnknown };

    public async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, simulator.ApiUrl + path);
        if (Secret.Length > 0)
            request.Headers.Authorization = IsCloud ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))) : new("Bearer", Secret);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(path);
        Assert.Equal((expected, path), (response.StatusCode, path));
        return await SimulatorClient.JsonOf(response);
    }

    public async Task<string> RefusalAsync(string path, HttpStatusCode expected) =>
        (await GetAsync(path, expected)).GetProperty("errorMessages")[0].GetString()!;

    /// <summary>Path of a search with these parameters.</summary>
    public string Search(string jql, string fields = "id", string more = "") =>
        $"{Api}/search{(IsCloud ? "/jql" : "")}?jql={Uri.EscapeDataString(jql)}&fields={Uri.EscapeDataString(fields)}{more}";

    /// <summary>All issues that a search finds, page by page.</summary>
    public async Task<List<JsonElement>> FindAsync(string jql, string fields = "id", string more = "")
    {
        var issues = new List<JsonElement>();
        string? next = "";
        while (next is not null)
        {
            var page = await GetAsync(Search(jql, fields, more + next));
            issues.AddRange(page.GetProperty("issues").EnumerateArray());
            if (IsCloud)
                next = page.GetProperty("isLast").GetBoolean() ? null : $"&nextPageToken={Uri.EscapeDataString(page.GetProperty("nextPageToken").GetString()!)}";
            else
                next = issues.Count < page.GetProperty("total").GetInt32() ? $"&startAt={issues.Count}" : null;
        }
        return issues;
    }

    /// <summary>All items of a list with <c>startAt</c> and <c>total</c>.</summary>
    public async Task<List<JsonElement>> ListAsync(string path, string name)
    {
        var items = new List<JsonElement>();
        while (true)
        {
            var page = await GetAsync($"{Api}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}startAt={items.Count}");
            items.AddRange(page.GetProperty(name).EnumerateArray());
            if (items.Count >= page.GetProperty("total").GetInt32())
                return items;
        }
    }

    /// <summary>2026-03-31T08:15:00.123-0400</summary>
    public static DateTimeOffset At(JsonElement item, string name) => DateTimeOffset.ParseExact(
        item.GetProperty(name).GetString()!.Insert(26, ":"), "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public string? WhoIs(JsonElement user) =>
        user.ValueKind != JsonValueKind.Object || (IsCloud && user.GetProperty("accountType").GetString() == "app")
            ? null
            : user.GetProperty(IsCloud ? "accountId" : "key").GetString();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await simulator.DisposeAsync();
        if (!ExpectsUnknown)
            Assert.Empty(simulator.UnknownRequests);
    }

    public IReadOnlyList<string> Truth(string? project = null) =>
        [.. simulator.Truth(container: project).Select(Row).Order(StringComparer.Ordinal)];

    public static string Row(TrueActivity row) => Row(row.Person, row.Kind, row.ExternalId, row.OccurredAt, row.Container, row.Title, row.EnteredAt);

    public static string Row(
        string person, string kind, string id, DateTimeOffset at, string container, string title, DateTimeOffset? entered = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{person} {kind} {id} {at.UtcDateTime:O} {container} {title} {entered?.UtcDateTime:O}");
}
