using System.Net;
using System.Text.Json;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

public sealed class StartingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Api_says_starting_until_every_migration_is_applied_and_there_is_a_user()
    {
        await using var db = database.CreateContext();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE migrations RENAME TO hidden", ApiApp.Cancellation);
        await using var factory = ApiApp.Factory(database.ConnectionString);
        using var client = factory.CreateClient();

        using (var refused = await client.GetAsync("/api/v1/me", ApiApp.Cancellation))
        {
            await ApiApp.AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "starting");
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Headers.Accept.ParseAdd("text/html");
        using (var starting = await client.SendAsync(page, ApiApp.Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, starting.StatusCode);
            Assert.Contains("http-equiv=\"refresh\"", await starting.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
        }
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting"), await HealthAsync(client));
        foreach (var open in (string[])["/alive", "/openapi/v1.json", "/app.css", "/docs/index.html"])
        {
            using var answer = await client.GetAsync(open, ApiApp.Cancellation);
            Assert.True(answer.IsSuccessStatusCode, open);
        }

        await db.Database.ExecuteSqlAsync($"ALTER TABLE hidden RENAME TO migrations", ApiApp.Cancellation);
        using (var nobody = await client.GetAsync("/api/v1/me", ApiApp.Cancellation))
            await ApiApp.AssertProblemAsync(nobody, HttpStatusCode.ServiceUnavailable, "starting");

        await SampleRecord.AddAsync(database.CreateContext, "ada@example.org", "Ada");
        using var ready = await client.GetAsync("/api/v1/me", ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "degraded"), await HealthAsync(client));
    }

    [Fact]
    public async Task Health_answers_in_time_and_says_unhealthy_when_the_database_is_away()
    {
        await using var factory = ApiApp.Factory("Host=127.0.0.1;Port=1;Database=none;Username=none;Password=none");
        using var client = factory.CreateClient();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await HealthAsync(client));
        using var refused = await client.GetAsync("/api/v1/me", ApiApp.Cancellation);
        await ApiApp.AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "starting");
    }

    [Fact]
    public async Task Health_answers_in_time_when_the_database_accepts_and_says_nothing()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var factory = ApiApp.Factory($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Database=none;Username=none;Password=none");
        using var client = factory.CreateClient();
        client.Timeout = TimeSpan.FromSeconds(15);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await HealthAsync(client));
        using var refused = await client.GetAsync("/api/v1/me", ApiApp.Cancellation);
        await ApiApp.AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "starting");
    }

    [Fact]
    public async Task Health_shows_every_service_and_hides_addresses_and_passwords()
    {
        await using var factory = ApiApp.Factory("Host=db.internal.example;Port=1;Database=none;Username=secretuser;Password=secretword");
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/health", ApiApp.Cancellation);
        var text = await response.Content.ReadAsStringAsync(ApiApp.Cancellation);
        var health = JsonSerializer.Deserialize<JsonElement>(text);

        Assert.StartsWith("0.", health.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal("Production", health.GetProperty("environment").GetString());
        foreach (var service in (string[])["database", "schema", "redis", "chat-model", "embedding-model", "worker"])
            Assert.True(health.GetProperty("services").TryGetProperty(service, out _), service);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("db.internal", text, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, string?)> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health", ApiApp.Cancellation);
        var health = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(ApiApp.Cancellation));
        return (response.StatusCode, health.GetProperty("status").GetString());
    }
}
