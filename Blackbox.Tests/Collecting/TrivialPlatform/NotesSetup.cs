using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Collecting.TrivialPlatform;

public static class NotesSetup
{
    /// <summary>The collector of feeds of notes.</summary>
    public static IServiceCollection AddNotes(this IServiceCollection services)
    {
        services.AddRestClient();
        services.AddSingleton<ICollector, NotesCollector>();
        return services;
    }
}
