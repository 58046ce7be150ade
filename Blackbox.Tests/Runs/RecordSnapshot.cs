using Blackbox.Core.Collecting;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Runs;

/// <summary>Everything that a run leaves, in words that do not depend on the database's own keys and times.</summary>
internal static class RecordSnapshot
{
    public static async Task<List<string>> TakeAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        var activities = await db.Activities.AsNoTracking().ToListAsync();
        var keys = activities.ToDictionary(activity => activity.Id, activity => activity.ExternalId);
        var lines = activities.Select(activity => $"activity {Describe(activity)}").ToList();

        var identities = await db.Identities.AsNoTracking().ToListAsync();
        lines.AddRange(identities.Select(identity => $"identity {identity.ExternalId} {identity.DisplayName} {identity.AssignedBy}"));

        foreach (var summary in await db.PlatformSummaries.AsNoTracking().ToListAsync())
        {
            var evidence = summary.Evidence.Select(item => $"{item.Sentence}={string.Join(',', item.ActivityIds.Select(id => keys[id]).Order())}");
            lines.Add($"platform {summary.Date:O} {summary.Platform} {summary.Model} {summary.ActivityCount} {summary.Content} "
                + $"{Convert.ToHexString(summary.InputHash)} {string.Join(';', evidence)} {summary.EmbeddingModel} {summary.Embedding}");
        }
        foreach (var summary in await db.DailySummaries.AsNoTracking().ToListAsync())
        {
            lines.Add($"day {summary.Date:O} {summary.Model} {summary.ActivityCount} {summary.Content} {Convert.ToHexString(summary.InputHash)} "
                + $"{summary.EmbeddingModel} {summary.Embedding}");
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Describe(Activity activity) =>
        $"{activity.ExternalId} {activity.Kind} {activity.OccurredAt:O} {activity.Title} {activity.Body} {activity.Container} "
        + $"{activity.Details} {Convert.ToHexString(activity.ContentHash)} {activity.DeletedAt is null}";
}
