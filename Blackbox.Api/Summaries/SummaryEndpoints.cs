using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Summaries;

internal static class SummaryEndpoints
{
    public static IEndpointRouteBuilder MapSummaries(this IEndpointRouteBuilder api)
    {
        var summaries = api.MapGroup("/summaries").WithTags("Summaries");
        summaries.MapGet("/daily", ListDaily).ProducesProblem(StatusCodes.Status400BadRequest);
        summaries.MapGet("/daily/{date}", GetDaily).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        summaries.MapGet("/platforms", ListPlatforms).ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>Summaries of days, newest first.</summary>
    /// <param name="date">One local date.</param>
    /// <param name="from">First local date, instead of a date.</param>
    /// <param name="to">Last local date, inclusive.</param>
    private static async Task<Results<Ok<Page<SummaryView>>, ProblemHttpResult>> ListDaily(
        Day? date, Day? from, Day? to, Cursor? cursor, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (!DateSpan.TryRead(date, from, to, out var span, out var problem))
            return problem;
        var size = limit ?? PageSizeAttribute.Default;
        var rows = await db.DailySummaries.Where(s => s.UserId == user.Id && s.Date >= span.From && s.Date <= span.To)
            .Where(s => cursor == null || s.Date < cursor.Value.Date)
            .OrderByDescending(s => s.Date).Take(size + 1)
            .Select(SummaryView.FromDay).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page<SummaryView>.Of(rows, size, s => Cursor.At(s.Date)));
    }

    /// <summary>The summary of one day.</summary>
    private static async Task<Results<Ok<SummaryView>, ProblemHttpResult>> GetDaily(Day date, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        var day = date.Date;
        return await db.DailySummaries.Where(s => s.UserId == user.Id && s.Date == day).Select(SummaryView.FromDay).SingleOrDefaultAsync(cancellationToken) is { } summary
            ? TypedResults.Ok(summary)
            : Problems.Of(StatusCodes.Status404NotFound, "summary_not_found", $"{date} is not summarised yet. Start a run over it.");
    }

    /// <summary>Summaries of single platforms' days, newest first.</summary>
    /// <param name="date">One local date.</param>
    /// <param name="from">First local date, instead of a date.</param>
    /// <param name="to">Last local date, inclusive.</param>
    /// <param name="platform">As `git`.</param>
    private static async Task<Results<Ok<Page<SummaryView>>, ProblemHttpResult>> ListPlatforms(
        Day? date, Day? from, Day? to, [StringLength(Platforms.MaxLength)] string? platform, Cursor? cursor, [PageSize] int? limit,
        CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (!DateSpan.TryRead(date, from, to, out var span, out var problem))
            return problem;
        var size = limit ?? PageSizeAttribute.Default;
        var summaries = db.PlatformSummaries.Where(s => s.UserId == user.Id && s.Date >= span.From && s.Date <= span.To);
        if (platform is not null)
            summaries = summaries.Where(s => s.Platform == platform);
        if (cursor is { Date: { } last, Id: var id })
            summaries = summaries.Where(s => s.Date < last || (s.Date == last && s.Id.CompareTo(id) < 0));
        var rows = await summaries.OrderByDescending(s => s.Date).ThenByDescending(s => s.Id)
            .Take(size + 1).Select(SummaryView.FromPlatform).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page<SummaryView>.Of(rows, size, s => new(s.Date.DayNumber, s.Id)));
    }
}

/// <param name="Platform">Null for the whole day.</param>
/// <param name="Content">Markdown.</param>
/// <param name="Model">Who wrote it: `extractive` or the language model's name.</param>
/// <param name="Evidence">The activities that each sentence rests on.</param>
/// <param name="Activities">How many activities it stands for.</param>
internal sealed record SummaryView(
    Guid Id, DateOnly Date, string? Platform, string Content, string Model, IReadOnlyList<Evidence> Evidence, int Activities, DateTimeOffset UpdatedAt)
{
    public static readonly System.Linq.Expressions.Expression<Func<DailySummary, SummaryView>> FromDay = s =>
        new(s.Id, s.Date, null, s.Content, s.Model, s.Evidence, s.ActivityCount, s.UpdatedAt);

    public static readonly System.Linq.Expressions.Expression<Func<PlatformSummary, SummaryView>> FromPlatform = s =>
        new(s.Id, s.Date, s.Platform, s.Content, s.Model, s.Evidence, s.ActivityCount, s.UpdatedAt);
}
