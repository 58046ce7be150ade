using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Simulators;

public class SimulatedStackTests
{
    [Fact]
    public async Task Stack_has_a_living_team_when_it_is_asked_to_simulate()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Blackbox_AppHost>(
            ["Simulate=true", "UseVolumes=false", "FirstStart:OwnRepository=", "OLLAMA_HOST=127.0.0.1:1", "ConnectionStrings:blackbox=", "ConnectionStrings:redis="],
            cancelled);
        Assert.Contains(builder.Resources, resource => resource.Name == "simulator");

        await using var app = await builder.BuildAsync(cancelled);
        await app.StartAsync(cancelled);
        foreach (var resource in new[] { "simulator", "worker" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancelled)
                .WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System, cancelled);
        }

        using var http = app.CreateHttpClient("simulator");
        http.DefaultRequestHeaders.Authorization = new("Bearer", GitHubSimulatorOptions.OrganisationToken);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1");
        var repositories = await http.GetFromJsonAsync<JsonElement>($"/orgs/{GitHubSimulatorOptions.DefaultOrganisation}/repos", cancelled);
        var lastWeek = TimeProvider.System.GetUtcNow().AddDays(-7).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        var truth = await http.GetFromJsonAsync<JsonElement>($"/_simulator/truth?from={lastWeek}", cancelled);

        foreach (var platform in new[] { "jira", "confluence", "slack/api" })
        {
            var rows = await http.GetFromJsonAsync<JsonElement>($"/{platform}/_simulator/truth?from={lastWeek}", cancelled);
            Assert.True(rows.GetArrayLength() > 20, $"{platform} has {rows.GetArrayLength()} activities.");
        }

        Assert.Equal(7, repositories.GetArrayLength());
        Assert.True(truth.GetArrayLength() > 100);
    }
}
