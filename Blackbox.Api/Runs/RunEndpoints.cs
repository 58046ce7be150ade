using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

internal static class RunEndpoints
{
    public const string GetName = "GetRun";

    public static IEndpointRouteBuilder MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapPost("/", Start).Produces<RunView>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        runs.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        runs.MapGet("/{id:guid}", Get).WithName(GetName).ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapPost("/{id:guid}/cancel", Cancel).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        runs.MapGet("/{id:guid}/events", RunEvents.Follow).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return api;
    }

    /// <summary>Collects and summarises a date or a range, as soon as a worker is free.</summary>
    /// <remarks>
    /// Repeating a range is harmless: what did not change is not written again. Sending a request again with its key starts nothing: 409
    /// <c>run_in_progress</c> with the run while it lasts, 200 with the run's last state afterwards, always the same one. A key is remembered for 24 hours.
    /// </remarks>
    /// <param name="request">Either a date, or from and to: at most 5 years, and nothing after today.</param>
    /// <param name="idempotencyKey">Required: the client's own name for this request, 1 to 100 printable ASCII characters.</param>
    private static async Task<Results<AcceptedAtRoute<RunView>, ContentHttpResult, ProblemHttpResult>> Start(
        StartRun request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user, RunStarter starter, RunAnswers answers, HttpContext context, CancellationToken cancellationToken)
    {
        var (started, problem) = await starter.StartAsync(request, user, idempotencyKey, cancellationToken);
        switch (started)
        {
            case null:
                return problem!;
            case { Outcome: RunOrderOutcome.Started, Run: var run }:
                return TypedResults.AcceptedAtRoute(RunView.Of(run), GetName, new { id = run.Id });
            case { Outcome: RunOrderOutcome.Finished }:
                return TypedResults.Text(await answers.OfAsync(started, cancellationToken), "application/json");
            default:
                context.Response.Headers.Location = answers.AddressOf(context, started.Run.Id);
                return TypedResults.Problem(RunAnswers.InProgress(started.Run));
        }
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

    /// <summary>Asks for a run to stop. What was written before stays.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> Cancel(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.Runs.AnyAsync(run => run.Id == id && run.UserId == user.Id, cancellationToken))
            return Problems.NotFound("run");
        return await db.CancelRunAsync(id, time, cancellationToken)
            ? TypedResults.Accepted($"/api/v1/runs/{id}")
            : Problems.Of(StatusCodes.Status409Conflict, "run_finished", "The run is over already.");
    }
}

/// <param name="Date">One local date.</param>
/// <param name="From">First local date, with <paramref name="To"/> instead of a date.</param>
/// <param name="To">Last local date, inclusive; today at the latest.</param>
/// <param name="ConnectionId">Only this connection; all when it is left out.</param>
public sealed record StartRun(DateOnly? Date, DateOnly? From, DateOnly? To, Guid? ConnectionId);
