using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Stats;

internal static class StatsEndpoints
{
    public static IEndpointRouteBuilder MapStats(this IEndpointRouteBuilder api)
    {
        var stats = api.MapGroup("/stats").WithTags("Statistics");
        stats.MapGet("/heatmap", GetHeatmap).ProducesProblem(StatusCodes.Status400BadRequest);
        stats.MapGet("/overview", GetOverview).ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>How much the user did on each date of a year.</summary>
    /// <remarks>A thing that several clones or identities know counts once. Dates without any are left out.</remarks>
    /// <param name="year">The present one when it is left out.</param>
    private static async Task<Ok<HeatmapView>> GetHeatmap(
        [Range(2000, 2100)] int? year, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var today = user.Today(time);
        var chosen = year ?? today.Year;
        var counts = await db.CountByDateAsync(user, new(new(chosen, 1, 1), new(chosen, 12, 31)), cancellationToken);
        return TypedResults.Ok(new HeatmapView(
            chosen, user.Zone.Id, [.. counts.Select(pair => new DayCount(pair.Key, pair.Value))],
            counts.Values.Sum(), counts.Values.DefaultIfEmpty(0).Max(), Streak.LongestIn(counts.Keys),
            await db.YearsAsync(user, today.Year, cancellationToken)));
    }

    /// <summary>How much the user did where, and of which kind.</summary>
    /// <param name="from">First local date; the beginning of the record when it is left out.</param>
    /// <param name="to">Last local date, inclusive.</param>
    private static async Task<Results<Ok<OverviewView>, ProblemHttpResult>> GetOverview(
        Day? from, Day? to, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (!DateSpan.TryRead(null, from, to, out var span, out var problem))
            return problem;
        var activities = db.ActivitiesOf(user.Id).Within(user.WindowOf(span.From, span.To));
        var counts = await activities.GroupBy(a => new { a.Platform, a.Container, a.Kind })
            .Select(g => new { g.Key.Platform, g.Key.Container, g.Key.Kind, Count = g.Count(), First = g.Min(a => a.OccurredAt), Last = g.Max(a => a.OccurredAt) })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new OverviewView(
            counts.Sum(row => row.Count),
            [.. counts.GroupBy(row => (row.Platform, row.Container))
                .Select(g => new ContainerCount(g.Key.Platform, g.Key.Container, g.Sum(row => row.Count), g.Min(row => row.First), g.Max(row => row.Last)))
                .OrderByDescending(row => row.Activities).ThenBy(row => row.Container, StringComparer.Ordinal).Take(PageSizeAttribute.Max)],
            [.. counts.GroupBy(row => row.Kind).Select(g => new KindCount(g.Key, g.Sum(row => row.Count)))
                .OrderByDescending(row => row.Activities).ThenBy(row => row.Kind, StringComparer.Ordinal)]));
    }
}

/// <param name="Total">Of the year.</param>
/// <param name="Max">Of its busiest date.</param>
/// <param name="LongestStreak">Consecutive dates with anything.</param>
/// <param name="Years">The years of which there is anything, newest first.</param>
internal sealed record HeatmapView(
    int Year, string TimeZone, IReadOnlyList<DayCount> Days, int Total, int Max, int LongestStreak, IReadOnlyList<int> Years);

internal sealed record DayCount(DateOnly Date, int Count);

/// <param name="Containers">Where the most was done first; at most 200.</param>
internal sealed record OverviewView(int Activities, IReadOnlyList<ContainerCount> Containers, IReadOnlyList<KindCount> Kinds);

internal sealed record ContainerCount(string Platform, string Container, int Activities, DateTimeOffset FirstAt, DateTimeOffset LastAt);

internal sealed record KindCount(string Kind, int Activities);
