using Blackbox.Core.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Events;

public static class EventsSetup
{
    /// <summary>Handing events on and calling webhooks. Needs the database, Redis and secrets to be registered.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddFailPoints();
        services.AddSingleton<EventWake>();
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<EventRetention>();
        services.AddSingleton<DeliveryClaims>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookSender>();
        return services;
    }
}
