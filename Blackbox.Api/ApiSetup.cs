using System.Text.Json;
using System.Text.Json.Serialization;
using Blackbox.Api.Admin;
using Blackbox.Api.Backfills;
using Blackbox.Api.Collecting;
using Blackbox.Api.Events;
using Blackbox.Api.Runs;
using Blackbox.Api.Search;
using Blackbox.Api.Stats;
using Blackbox.Api.Summaries;
using Blackbox.Api.Users;
using Blackbox.Core.Backfills;

namespace Blackbox.Api;

internal static class ApiSetup
{
    /// <summary>How requests and responses look: camelCase members, enums as words in snake_case, unknown members refused.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.MaxDepth = 32;
        });
        services.AddValidation();
        services.AddScoped<NoteBook>();
        return services.AddCurrentUser().AddRuns().AddBackfills().AddScoped<BackfillStarter>();
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapMe().MapPreferences().MapConnections().MapIdentities().MapIdentityClaims().MapRuns().MapBackfills().MapSummaries().MapActivities().MapNotes().MapSearch().MapStats()
            .MapEvents().MapWebhooks();
        return app.MapAdminApi();
    }
}
