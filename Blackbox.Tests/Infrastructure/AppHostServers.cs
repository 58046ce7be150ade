using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Blackbox.Tests.Infrastructure;

/// <summary>PostgreSQL and Redis as the AppHost describes them, without the services, on data that is thrown away.</summary>
public sealed class AppHostServers : IAsyncDisposable
{
    private static readonly string[] Kept = ["postgres", "blackbox", "redis"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly DistributedApplication _app;

    private AppHostServers(DistributedApplication app, string postgres, string redis)
    {
        _app = app;
        Postgres = postgres;
        Redis = redis;
    }

    public string Postgres { get; }

    public string Redis { get; }

    public static async Task<AppHostServers> StartAsync(CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Blackbox_AppHost>(["UseVolumes=false"], cancellationToken);
        foreach (var other in builder.Resources.Where(resource => !Kept.Contains(resource.Name)).ToList())
            builder.Resources.Remove(other);

        // Many tests at once have a database each; one that counts the stack's 30 connections brings its own server.
        var postgres = builder.Resources.OfType<PostgresServerResource>().Single();
        builder.CreateResourceBuilder(postgres).WithArgs("-c", "max_connections=200");

        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var name in Kept)
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken);
        return new(
            app,
            await app.GetConnectionStringAsync("blackbox", cancellationToken) ?? "",
            await app.GetConnectionStringAsync("redis", cancellationToken) ?? "");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
