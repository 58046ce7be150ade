using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Backfills;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Backfills;

internal static class BackfillEndpoints
{
    public static IEndpointRouteBuilder MapBackfills(this IEndpointRouteBuilder api)
    {
        var backfills = api.MapGroup("/backfills").WithTags("Backfills");
        backfills.MapPost("/", Start).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        backfills.MapPost("/prediction", Predict).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        backfills.MapGet("/", List);
        backfills.MapGet("/{id:guid}", Get).WithName(nameof(Get) + "Backfill").ProducesProblem(StatusCodes.Status404NotFound);
        foreach (var (path, change) in (IEnumerable<(string, Func<BackfillPlan, Guid, CancellationToken, Task<bool>>)>)[
            ("pause", (plan, id, token) => plan.PauseAsync(id, token)),
            ("resume", (plan, id, token) => plan.ResumeAsync(id, token)),
            ("cancel", (plan, id, token) => plan.CancelAsync(id, token))])
        {
            backfills.MapPost($"/{{id:guid}}/{path}", (Guid id, CurrentUser user, BlackboxDb db, BackfillPlan plan, TimeProvider time, CancellationToken token) =>
                    ChangeAsync(id, user, db, time, () => change(plan, id, token), token))
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
                .WithSummary($"{char.ToUpperInvariant(path[0])}{path[1..]}s a backfill.");
        }
        return api;
    }

    /// <summary>Collects a stretch of the past in the background, newest days first.</summary>
    /// <remarks>It uses only what others leave of the platforms' budgets. What it will take is predicted first, and compared with what it took.</remarks>
    private static async Task<Results<AcceptedAtRoute<BackfillView>, ProblemHttpResult>> Start(
        StartBackfill request, CurrentUser user, BackfillStarter starter, TimeProvider time, CancellationToken cancellationToken)
    {
        var (backfill, problem) = await starter.StartAsync(request, user, cancellationToken);
        return backfill is null
            ? problem!
            : TypedResults.AcceptedAtRoute(BackfillView.Of(backfill, BackfillUse.Nothing, time.GetUtcNow()), nameof(Get) + "Backfill", new { id = backfill.Id });
    }

    /// <summary>What a backfill would take, without starting it.</summary>
    private static async Task<Results<Ok<IReadOnlyList<ConnectionPrediction>>, ProblemHttpResult>> Predict(
        StartBackfill request, CurrentUser user, BackfillStarter starter, CancellationToken cancellationToken)
    {
        var (predictions, problem) = await starter.PredictAsync(request, user, cancellationToken);
        return predictions is null ? problem! : TypedResults.Ok(predictions);
    }

    /// <summary>The user's backfills, newest first, at most 100.</summary>
    private static async Task<Ok<IReadOnlyList<BackfillView>>> List(
        CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await BackfillView.ListAsync(db, user, time, cancellationToken));

    /// <summary>One backfill: how far it is, what it has used, and when it will be through.</summary>
    private static async Task<Results<Ok<BackfillView>, ProblemHttpResult>> Get(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken) =>
        await BackfillView.FindAsync(db, user, id, time, cancellationToken) is { } backfill ? TypedResults.Ok(backfill) : Problems.NotFound("backfill");

    private static async Task<Results<Ok<BackfillView>, ProblemHttpResult>> ChangeAsync(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        if (!await db.Backfills.AnyAsync(backfill => backfill.Id == id && backfill.UserId == user.Id, cancellationToken))
            return Problems.NotFound("backfill");
        if (!await change())
            return Problems.Of(StatusCodes.Status409Conflict, "backfill_state", "The backfill is not in a state in which that can be done.");
        return TypedResults.Ok((await BackfillView.FindAsync(db, user, id, time, cancellationToken))!);
    }
}

/// <param name="ConnectionIds">The connections to collect; all of the user's when left out.</param>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, inclusive; today at the latest.</param>
public sealed record StartBackfill([property: MaxLength(100)] IReadOnlyList<Guid>? ConnectionIds, [property: Required] DateOnly? From, [property: Required] DateOnly? To);
