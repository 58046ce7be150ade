using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Api.Access;
using Blackbox.Core.Data;
using Blackbox.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Blackbox.Tests.Api;

/// <summary>The whole Api on a real port of loopback, over a database of its own with Ada's record in it, and Eve's.</summary>
public sealed class ApiApp(Stack stack) : IAsyncLifetime
{
    private readonly TestDatabase _database = new(stack);
    private WebApplicationFactory<AccessOptions> _factory = null!;

    public HttpClient Client { get; private set; } = null!;
    public Uri Address => Client.BaseAddress!;

    /// <summary>Whom the Api takes for the one user.</summary>
    public SampleRecord Ada { get; private set; } = null!;

    /// <summary>Another user of the same database.</summary>
    public SampleRecord Eve { get; private set; } = null!;

    public BlackboxDb CreateContext() => _database.CreateContext();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Ada = await SampleRecord.AddAsync(_database.CreateContext, "ada@example.org", "Ada Lindqvist");
        Eve = await SampleRecord.AddAsync(_database.CreateContext, "eve@example.org", "Mallory");
        _factory = Factory(_database.ConnectionString);
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    /// <summary>The Api over any database.</summary>
    public static WebApplicationFactory<AccessOptions> Factory(string connectionString) =>
        new WebApplicationFactory<AccessOptions>().WithWebHostBuilder(host => host
            .UseEnvironment("Production")
            .UseSetting("ConnectionStrings:blackbox", connectionString)
            // Nothing that these tests ask for needs Redis; the Api does without.
            .UseSetting("ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=200")
            .UseSetting("Live:PollInterval", "00:00:00.5")
            .UseSetting("Encryption:Key", "only-for-tests-only-for-tests-only")
            .UseSetting("ReloadStaticAssetsAtRuntime", "false")
            .UseSetting("Database:MinPoolSize", "0")
            .UseSetting("Database:MaxPoolSize", "8")
            .UseSetting("Logging:LogLevel:Default", "Warning")
            .UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Error"));

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await Client.GetAsync(path, Cancellation), HttpStatusCode.OK);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await Client.SendAsync(Request(method, path, body), Cancellation), expected);

    /// <summary>The request is refused: with this status, as a problem with this code.</summary>
    public async Task<JsonElement> AssertProblemAsync(HttpRequestMessage request, HttpStatusCode status, string code)
    {
        using var response = await Client.SendAsync(request, Cancellation);
        return await AssertProblemAsync(response, status, code);
    }

    public static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()));
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return problem;
    }

    public Task<JsonElement> AssertProblemAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string code) =>
        AssertProblemAsync(Request(method, path, body), status, code);

    /// <summary>A request of its own: one that starts something has a key that no other has.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (method == HttpMethod.Post)
            request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32));
        return request;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
            return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
        await _database.DisposeAsync();
    }
}
