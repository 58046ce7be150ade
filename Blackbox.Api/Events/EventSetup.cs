using Blackbox.Core.Events;
using Microsoft.AspNetCore.Http.Connections;

namespace Blackbox.Api.Events;

internal static class EventSetup
{
    private const int MaxMessageBytes = 4 * 1024;
    private const int MaxBufferBytes = 64 * 1024;

    /// <summary>Webhooks, and the hub that keeps pages up to date.</summary>
    public static IServiceCollection AddLiveEvents(this IServiceCollection services)
    {
        services.AddEvents();
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<WebhookBook>();
        services.AddSingleton<LiveEventReader>();
        services.AddSingleton<LivePages>();
        services.AddHostedService(provider => provider.GetRequiredService<LivePages>());
        services.AddSignalR(signalR =>
        {
            signalR.EnableDetailedErrors = false;
            signalR.HandshakeTimeout = TimeSpan.FromSeconds(10);
            signalR.MaximumReceiveMessageSize = MaxMessageBytes;
        });
        return services;
    }

    /// <summary>Over WebSocket only: other transports hold requests open and are not needed by any browser of today.</summary>
    public static WebApplication MapLiveEvents(this WebApplication app)
    {
        app.MapHub<LiveHub>(LiveHub.Path, hub =>
        {
            hub.Transports = HttpTransportType.WebSockets;
            hub.ApplicationMaxBufferSize = MaxBufferBytes;
            hub.TransportMaxBufferSize = MaxBufferBytes;
        });
        return app;
    }
}
