using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Summaries;

/// <summary>Reads what the pipeline needs of a user's days: for every day the keys, for a changed one the activities.</summary>
internal sealed class DayStates(BlackboxDb db, User user, SummaryWriter writer, TimeProvider time)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone);

    /// <summary>The state of each date from <paramref name="first"/> to <paramref name="last"/>, both inclusive.</summary>
    public async Task<Dictionary<DateOnly, DayState>> LoadAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var connected = await PlatformsAsync(cancellationToken);
        var order = await db.PlatformOrderOfAsync(user.Id, cancellationToken);
        var keys = await KeysAsync(first, last, cancellationToken);
        var stored = (await db.PlatformSummaries.AsNoTracking()
            .Where(s => s.UserId == user.Id && s.Date >= first && s.Date <= last)
            .Select(s => new StoredSummary(s.Date, s.Platform, s.InputHash, s.Content, s.Model, s.ActivityCount, s.RetryAt))
            .ToListAsync(cancellationToken)).ToLookup(s => s.Date);
        var daily = await db.DailySummaries.AsNoTracking()
            .Where(s => s.UserId == user.Id && s.Date >= first && s.Date <= last)
            .ToDictionaryAsync(s => s.Date, s => s.InputHash, cancellationToken);
        var notes = await db.Notes.AsNoTracking()
            .Where(n => n.UserId == user.Id && n.Date >= first && n.Date <= last && n.Content != "")
            .ToDictionaryAsync(n => n.Date, n => n.Content, cancellationToken);
        var gaps = await db.GapsAsync(user, first, last, _zone, time, cancellationToken);
        var states = new Dictionary<DateOnly, DayState>();
        for (var day = first.DayNumber; day <= last.DayNumber; day++)
        {
            var date = DateOnly.FromDayNumber(day);
            states[date] = new(
                date, Platforms(connected, keys[date], stored[date]), [.. gaps[date]], notes.GetValueOrDefault(date), daily.GetValueOrDefault(date), order);
        }
        return states;
    }

    /// <summary>The activities of one platform's day, the newest <paramref name="max"/> of them.</summary>
    public async Task<PlatformDay> ActivitiesAsync(PlatformState platform, DateOnly date, int max, CancellationToken cancellationToken)
    {
        if (platform.Count == 0)
            return new(date, platform.Platform, []);
        var activities = await (
            from activity in db.ActivitiesOf(user.Id).Within(TimeWindow.OfDate(date, _zone))
            join identity in db.Identities on activity.IdentityId equals identity.Id
            where activity.Platform == platform.Platform
            orderby activity.OccurredAt descending, activity.ExternalId
            select new DayActivity
            {
                Id = activity.Id,
                Platform = activity.Platform,
                Kind = activity.Kind,
                ExternalId = activity.ExternalId,
                OccurredAt = activity.OccurredAt,
                Title = activity.Title,
                Body = activity.Body.Substring(0, DayActivity.MaxBodyLength),
                Container = activity.Container,
                Details = activity.Details,
                ContentHash = activity.ContentHash,
                Person = identity.DisplayName,
                IsOwn = identity.AssignedBy != IdentityAssignment.Scope,
            }).Take(max).ToListAsync(cancellationToken);
        return new(date, platform.Platform, activities, Math.Max(0, platform.Count - activities.Count));
    }

    private List<PlatformState> Platforms(List<string> connected, IEnumerable<ActivityKey> keys, IEnumerable<StoredSummary> stored)
    {
        var byPlatform = keys.ToLookup(key => key.Platform, StringComparer.Ordinal);
        var storedByPlatform = stored.ToDictionary(s => s.Platform, StringComparer.Ordinal);
        return [.. connected.Concat(byPlatform.Select(g => g.Key)).Concat(storedByPlatform.Keys)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(platform => new PlatformState(
                platform,
                connected.Contains(platform) || byPlatform.Contains(platform),
                WantedHash(platform, [.. byPlatform[platform]]),
                byPlatform[platform].Count(),
                storedByPlatform.GetValueOrDefault(platform)))];
    }

    private byte[] WantedHash(string platform, List<ActivityKey> keys)
    {
        using var hash = new InputHash();
        hash.Add(writer.Wanted(platform, keys.Count == 0));
        foreach (var key in keys.OrderBy(key => key.ExternalId, StringComparer.Ordinal).ThenBy(key => key.OccurredAt))
        {
            hash.Add(key.ExternalId).Add(key.ContentHash).Add(key.OccurredAt.UtcTicks.ToString(CultureInfo.InvariantCulture));
            hash.Add(key.IsOwn ? "" : key.Person);
        }
        return hash.Finish();
    }

    private async Task<ILookup<DateOnly, ActivityKey>> KeysAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var keys = await (
            from activity in db.ActivitiesOf(user.Id).Within(TimeWindow.OfDates(first, last, _zone))
            join identity in db.Identities on activity.IdentityId equals identity.Id
            select new ActivityKey(
                activity.Platform, activity.ExternalId, activity.OccurredAt, activity.ContentHash, identity.DisplayName,
                identity.AssignedBy != IdentityAssignment.Scope)).ToListAsync(cancellationToken);
        return keys.ToLookup(key => TimeWindow.LocalDate(key.OccurredAt, _zone));
    }

    // A shared connection is the user's once the user is known on it.
    private Task<List<string>> PlatformsAsync(CancellationToken cancellationToken) =>
        db.Connections
            .Where(c => c.UserId == user.Id || (c.UserId == null && db.Identities.Any(i => i.ConnectionId == c.Id && i.UserId == user.Id)))
            .Select(c => c.Platform).Distinct().ToListAsync(cancellationToken);

    private sealed record ActivityKey(
        string Platform, string ExternalId, DateTimeOffset OccurredAt, byte[] ContentHash, string Person, bool IsOwn);
}
