using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Blackbox.Tests.Runs;

namespace Blackbox.Tests.EndToEnd;

/// <summary>The AppHost's whole graph, as a newcomer starts it, used over HTTP: what git knows is what the Api says.</summary>
public sealed class WholeSystemTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_becomes_days_and_can_be_found_when_the_whole_system_is_started()
    {
        var folder = Directory.CreateTempSubdirectory("blackbox-whole-");
        var repository = Path.Combine(folder.FullName, "history.git");
        await WorkerScenario.WriteHistoryAsync(repository);

        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Blackbox_AppHost>(
            [
                "UseVolumes=false", "OLLAMA_HOST=127.0.0.1:1", "FirstStart:OwnRepository=", $"FirstStart:Repositories:0={repository}", $"FirstStart:Email={WorkerScenario.Email}",
                "FirstStart:TimeZone=Europe/Berlin", "ConnectionStrings:blackbox=", "ConnectionStrings:redis=",
            ],
            Cancelled);
        await using (var app = await builder.BuildAsync(Cancelled))
        {
            await app.StartAsync(Cancelled);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);
            using var api = app.CreateHttpClient("api");
            api.DefaultRequestHeaders.Add("Idempotency-Key", "whole-system");
            await ConnectedAsync(api);

            var started = await api.PostAsJsonAsync("/api/v1/runs", new { from = WorkerScenario.From, to = WorkerScenario.To }, Cancelled);
            var id = (await started.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetGuid();
            var run = await FinishedAsync(api, id);
            Assert.Equal("succeeded", run.GetProperty("status").GetString());

            // Three of the four commits of each day are Ada's; the fourth is Bob's.
            var days = (await GetAsync(api, $"/api/v1/stats/heatmap?year={WorkerScenario.From.Year}")).GetProperty("days").EnumerateArray().ToList();
            Assert.Equal(5, days.Count);
            Assert.All(days, day => Assert.Equal(3, day.GetProperty("count").GetInt32()));

            var summaries = (await GetAsync(api, $"/api/v1/summaries/daily?date={WorkerScenario.To:yyyy-MM-dd}")).GetProperty("items");
            Assert.Contains("3 commits", summaries[0].GetProperty("content").GetString());
            var found = (await GetAsync(api, "/api/v1/search?q=step 15")).GetProperty("items");
            Assert.Equal($"{WorkerScenario.To:yyyy-MM-dd}", found[0].GetProperty("date").GetString());
            Assert.Contains("step 15", await api.GetStringAsync($"/day/{WorkerScenario.To:yyyy-MM-dd}", Cancelled));
        }
        folder.Delete(recursive: true);
    }

    private static async Task ConnectedAsync(HttpClient api) => await UntilAsync(async () =>
    {
        // 503 until the worker has made the first user.
        using var answer = await api.GetAsync(new Uri("/api/v1/connections", UriKind.Relative), Cancelled);
        return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetArrayLength() == 1 ? true : null as bool?;
    }, "The repository was not connected.");

    private static async Task<JsonElement> FinishedAsync(HttpClient api, Guid id) => await UntilAsync(async () =>
        (await GetAsync(api, $"/api/v1/runs/{id}")).GetProperty("run") is var run && run.GetProperty("finished").GetBoolean() ? run : null as JsonElement?,
        "The run did not finish.");

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> attempt, string failure) where T : struct
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            if (await attempt() is { } result)
                return result;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancelled);
        }
        throw new TimeoutException(failure);
    }

    private static Task<JsonElement> GetAsync(HttpClient api, string path) => api.GetFromJsonAsync<JsonElement>(path, Cancelled);
}
