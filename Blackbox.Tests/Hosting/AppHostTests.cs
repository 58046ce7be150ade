using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Blackbox.Tests.Hosting;

/// <summary>Blackbox's own application: everything that it describes starts and gets healthy.</summary>
public sealed class AppHostTests
{
    [Fact]
    public async Task Whole_application_gets_healthy_without_a_model_server()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Blackbox_AppHost>(
            ["UseVolumes=false", "FirstStart:OwnRepository=", "OLLAMA_HOST=127.0.0.1:1", "ConnectionStrings:blackbox=", "ConnectionStrings:redis="], cancelled);
        Assert.Equal(
            ["api", "blackbox", "chat", "embedding", "encryption-key", "ollama", "postgres", "redis", "worker"],
            builder.Resources.Select(resource => resource.Name).Order(StringComparer.Ordinal));

        await using var app = await builder.BuildAsync(cancelled);
        await app.StartAsync(cancelled);
        foreach (var resource in new[] { "worker", "api" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancelled)
                .WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, cancelled);
        }

        using var http = app.CreateHttpClient("api");
        using var health = await http.GetAsync(new Uri("health", UriKind.Relative), cancelled);
        Assert.True(health.IsSuccessStatusCode);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("worker", out var worker));
        Assert.Equal(KnownResourceStates.Running, worker!.Snapshot.State?.Text);
    }
}
