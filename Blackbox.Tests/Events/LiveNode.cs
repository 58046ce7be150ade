using System.Net;
using Blackbox.Api.Access;
using Blackbox.Tests.Api;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Blackbox.Tests.Events;

/// <summary>One node of the Api on a port of its own, over a database that others use too.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private readonly WebApplicationFactory<AccessOptions> _factory;

    public LiveNode(string connectionString, params (string Name, string Value)[] settings)
    {
        _factory = ApiApp.Factory(connectionString).WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in settings)
                host.UseSetting(name, value);
        });
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _factory.ClientOptions.BaseAddress };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
    }
}
