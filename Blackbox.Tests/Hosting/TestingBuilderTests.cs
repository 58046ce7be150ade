using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Tests.Hosting;

/// <summary>The engine as tests use it: the AppHost's own program, random ports, data that is thrown away.</summary>
public sealed class TestingBuilderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What the shell of the person who runs the tests says must not decide what is started.
    private static readonly string[] Own = ["--ConnectionStrings:app=", "--ConnectionStrings:redis="];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_gets_the_variables_of_everything_that_it_refers_to()
    {
        await using var app = await StartAsync("--Servers=true", "--Models=true", "--Replicas=1", "--Parameters:secret=hush");
        var service = await EnvironmentAsync(app, "service");
        var database = new NpgsqlConnectionStringBuilder(service["ConnectionStrings__app"]);

        Assert.Equal(await app.GetConnectionStringAsync("app", Cancelled), service["ConnectionStrings__app"]);
        Assert.Equal(("postgres", "app-data", service["APP_PASSWORD"]), (database.Username, database.Database, database.Password));
        Assert.Equal(($"{database.Host}", $"{database.Port}"), (service["APP_HOST"], service["APP_PORT"]));
        Assert.Equal(("postgres", "app-data"), (service["APP_USERNAME"], service["APP_DATABASENAME"]));
        Assert.Equal($"postgresql://postgres:{database.Password}@{database.Host}:{database.Port}/app-data", service["APP_URI"]);

        Assert.Equal($"{service["REDIS_HOST"]}:{service["REDIS_PORT"]},password={service["REDIS_PASSWORD"]}", service["ConnectionStrings__redis"]);
        Assert.Equal($"redis://:{service["REDIS_PASSWORD"]}@{service["REDIS_HOST"]}:{service["REDIS_PORT"]}", service["REDIS_URI"]);

        Assert.Equal($"Endpoint={service["CHAT_URI"]};Model=some-model:1b", service["ConnectionStrings__chat"]);
        Assert.Equal($"http://{service["CHAT_HOST"]}:{service["CHAT_PORT"]}", service["CHAT_URI"]);
        Assert.Equal("some-model:1b", service["CHAT_MODEL"]);

        Assert.Equal(("service", "service.instance.id=service"), (service["OTEL_SERVICE_NAME"], service["OTEL_RESOURCE_ATTRIBUTES"]));
        Assert.Equal("yes", service["FROM_LAUNCH_SETTINGS"]);
        Assert.Equal(service["ASPNETCORE_URLS"], app.GetEndpoint("service").ToString().TrimEnd('/'));
        Assert.NotEqual("http://localhost:5981", service["ASPNETCORE_URLS"]);

        await app.ResourceNotifications.WaitForResourceHealthyAsync("other", Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);
        var other = await EnvironmentAsync(app, "other");
        Assert.Equal(service["ASPNETCORE_URLS"], other["services__service__http__0"]);
        Assert.Equal(service["ASPNETCORE_URLS"], other["SERVICE_HTTP"]);
        Assert.Equal("hush", other["SECRET"]);
    }

    [Fact]
    public async Task Service_waits_for_the_database_and_redis_and_the_data_is_gone_afterwards()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>([.. Own, "--Servers=true"], Cancelled);
        await using var app = await builder.BuildAsync(Cancelled);
        await app.StartAsync(Cancelled);
        var started = app.ResourceNotifications.WaitForResourceAsync("service", KnownResourceStates.Running, Cancelled);
        await started.WaitAsync(Patience, TimeProvider.System, Cancelled);

        foreach (var needed in new[] { "postgres", "app", "redis" })
        {
            Assert.True(app.ResourceNotifications.TryGetCurrentState(needed, out var state));
            Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy, state!.Snapshot.HealthStatus);
        }

        string folder;
        await using (var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("app", Cancelled) + ";Pooling=false"))
        {
            await connection.OpenAsync(Cancelled);
            await using var command = new NpgsqlCommand("SHOW data_directory", connection);
            folder = (string)(await command.ExecuteScalarAsync(Cancelled))!;
        }

        Assert.True(Directory.Exists(folder));
        await app.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Waiting_for_a_resource_that_has_ended_fails_with_its_last_words()
    {
        await using var app = await StartAsync();
        using var http = app.CreateHttpClient("service");

        using var ended = await http.PostAsync(new Uri("exit/3", UriKind.Relative), null, Cancelled)
            .ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : null, TaskScheduler.Default);
        await app.ResourceNotifications.WaitForResourceAsync("service", KnownResourceStates.Exited, Cancelled)
            .WaitAsync(Patience, TimeProvider.System, Cancelled);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => app.ResourceNotifications.WaitForResourceHealthyAsync("service", Cancelled));
        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ending with 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resource_does_not_start_without_its_parameter_and_says_which_one()
    {
        await using var app = await StartAsync("--Replicas=1");

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => app.ResourceNotifications.WaitForResourceHealthyAsync("other", Cancelled));

        Assert.Contains("Parameters:secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_connection_strings_are_used_instead_of_starting_servers()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>([.. Own, "--Servers=true"], Cancelled);
        await using var servers = await builder.BuildAsync(Cancelled);
        await servers.StartAsync(Cancelled);
        await servers.ResourceNotifications.WaitForResourceHealthyAsync("service", Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);
        var database = await servers.GetConnectionStringAsync("app", Cancelled);
        var redis = await servers.GetConnectionStringAsync("redis", Cancelled);

        await using var app = await StartAsync("--Servers=true", $"--ConnectionStrings:app={database}", $"--ConnectionStrings:redis={redis}");
        var service = await EnvironmentAsync(app, "service");

        Assert.Equal((database, redis), (service["ConnectionStrings__app"], service["ConnectionStrings__redis"]));
        Assert.Equal("app-data", service["APP_DATABASENAME"]);
        Assert.Equal($"{new NpgsqlConnectionStringBuilder(database).Port}", service["APP_PORT"]);
        Assert.EndsWith($":{service["REDIS_PORT"]}", service["REDIS_URI"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_is_there_when_the_Ollama_of_the_machine_has_it()
    {
        var fake = WebApplication.CreateSlimBuilder();
        fake.Logging.ClearProviders();
        await using var ollama = fake.Build();
        ollama.Urls.Add("http://127.0.0.1:0");
        ollama.MapGet("/api/version", () => new { version = "0.32.15" });
        ollama.MapGet("/api/tags", () => new { models = new[] { new { name = "some-model:1b" } } });
        await ollama.StartAsync(Cancelled);
        var address = new Uri(ollama.Urls.Single());

        await using var app = await StartAsync("--Models=true", $"--OLLAMA_HOST={address.Authority}");
        await app.ResourceNotifications.WaitForResourceHealthyAsync("chat", Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);

        Assert.Equal($"Endpoint=http://{address.Authority};Model=some-model:1b", await app.GetConnectionStringAsync("chat", Cancelled));
    }

    private static async Task<DistributedApplication> StartAsync(params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>([.. Own, .. arguments], Cancelled);
        var app = await builder.BuildAsync(Cancelled);
        await app.StartAsync(Cancelled);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);
        return app;
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(DistributedApplication app, string resource)
    {
        using var http = app.CreateHttpClient(resource);
        var json = await http.GetStringAsync(new Uri("environment", UriKind.Relative), Cancelled);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
    }
}
