using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

internal static class RunEndpoints
{
    public static IEndpointRouteBuilder MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapPost("/", Start).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        runs.MapGet("/{id:guid}", Get).WithName(nameof(Get) + "Run").ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id:guid}/events", RunEvents.Follow).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return api;
    }

    /// <summary>Collects and summarises a date or a range, as soon as a worker is free.</summary>
    /// <remarks>Repeating a range is harmless: what did not change is not written again.</remarks>
    /// <param name="request">Either a date, or from and to: at most 5 years, and nothing after today.</param>
    /// <param name="idempotencyKey">Requests with the same key start one run, whatever happens on the way.</param>
    private static async Task<Results<AcceptedAtRoute<RunView>, ProblemHttpResult>> Start(
        StartRun request, [FromHeader(Name = "Idempotency-Key"), StringLength(100)] string? idempotencyKey,
        CurrentUser user, RunStarter starter, CancellationToken cancellationToken)
    {
        var outcome = await starter.StartAsync(request, user, idempotencyKey, cancellationToken);
        return outcome.Run is { } run
            ? TypedResults.AcceptedAtRoute(RunView.Of(run), nameof(Get) + "Run", new { id = run.Id })
            : outcome.Problem!;
    }

    /// <summary>The user's runs, newest first.</summary>
    private static async Task<Ok<Page<RunView>>> List(
        Cursor? cursor, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        var size = limit ?? PageSizeAttribute.Default;
        var runs = db.Runs.AsNoTracking().Where(run => run.UserId == user.Id);
        if (cursor is { Instant: { } instant, Id: var id })
            runs = runs.Where(run => run.CreatedAt < instant || (run.CreatedAt == instant && run.Id.CompareTo(id) < 0));
        var rows = await runs.OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id)
            .Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page<RunView>.Of([.. rows.Select(RunView.Of)], size, run => Cursor.At(run.CreatedAt, run.Id)));
    }

    /// <summary>One run: how far it is, and what it found on each connection.</summary>
    private static async Task<Results<Ok<RunDetailView>, ProblemHttpResult>> Get(
        Guid id, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        await RunDetailView.FindAsync(db, user, id, cancellationToken) is { } run ? TypedResults.Ok(run) : Problems.NotFound("run");
}

/// <param name="Date">One local date.</param>
/// <param name="From">First local date, with <paramref name="To"/> instead of a date.</param>
/// <param name="To">Last local date, inclusive; today at the latest.</param>
/// <param name="ConnectionId">Only this connection; all when it is left out.</param>
public sealed record StartRun(DateOnly? Date, DateOnly? From, DateOnly? To, Guid? ConnectionId);
