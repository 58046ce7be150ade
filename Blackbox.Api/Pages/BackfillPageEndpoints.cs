using Blackbox.Api.Backfills;
using Blackbox.Api.Collecting;
using Blackbox.Api.Errors;
using Blackbox.Core.Backfills;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

internal static class BackfillPageEndpoints
{
    public static IEndpointRouteBuilder MapBackfillPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/backfills", Show);
        pages.MapPost("/backfills", Start);
        pages.MapPost("/backfills/{id:guid}", Change);
        return pages;
    }

    private static Task<RazorComponentResult<BackfillsPage>> Show(BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken) =>
        RenderAsync(db, shell, time, null, cancellationToken);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<BackfillsPage>>> Start(
        [FromForm] string? from, [FromForm] string? to, [FromForm] Guid[]? connections, [FromForm] string? action, BlackboxDb db, PageShell shell,
        BackfillStarter starter, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Day.TryParse(from, null, out var first) || !Day.TryParse(to, null, out var last))
            return await RenderAsync(db, shell, time, new("Choose a first and a last date."), cancellationToken, StatusCodes.Status400BadRequest);
        var request = new StartBackfill(connections is { Length: > 0 } ? connections : null, first, last);
        ProblemHttpResult? problem;
        if (action == "predict")
        {
            (var predictions, problem) = await starter.PredictAsync(request, shell.User, cancellationToken);
            if (predictions is not null)
                return await RenderAsync(db, shell, time, new(null, first, last, request.ConnectionIds, predictions), cancellationToken);
        }
        else
        {
            (var backfill, problem) = await starter.StartAsync(request, shell.User, cancellationToken);
            if (backfill is not null)
                return TypedResults.LocalRedirect($"/backfills#b-{backfill.Id:N}");
        }
        return await RenderAsync(
            db, shell, time, new(problem!.Words(), first, last, request.ConnectionIds), cancellationToken, problem!.StatusCode);
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Change(
        Guid id, [FromForm] string? change, BlackboxDb db, PageShell shell, BackfillPlan plan, CancellationToken cancellationToken)
    {
        if (!await db.Backfills.AnyAsync(backfill => backfill.Id == id && backfill.UserId == shell.User.Id, cancellationToken))
            return TypedResults.NotFound();
        // What is asked for may have come about by itself meanwhile; the page then shows that.
        await (change switch
        {
            "pause" => plan.PauseAsync(id, cancellationToken),
            "resume" => plan.ResumeAsync(id, cancellationToken),
            "cancel" => plan.CancelAsync(id, cancellationToken),
            _ => Task.FromResult(false),
        });
        return TypedResults.LocalRedirect($"/backfills#b-{id:N}");
    }

    private static async Task<RazorComponentResult<BackfillsPage>> RenderAsync(
        BlackboxDb db, PageShell shell, TimeProvider time, BackfillDraft? draft, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        var connections = await db.ConnectionsOf(shell.User).AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var backfills = await BackfillView.ListAsync(db, shell.User, time, cancellationToken);
        return await shell.RenderAsync<BackfillsPage>(
            new BackfillsModel(backfills, [.. connections.Select(ConnectionView.Of)], draft), cancellationToken, status);
    }
}

public sealed record BackfillsModel(IReadOnlyList<BackfillView> Backfills, IReadOnlyList<ConnectionView> Connections, BackfillDraft? Draft);

/// <param name="Error">What is wrong with what was typed.</param>
public sealed record BackfillDraft(
    string? Error, DateOnly? From = null, DateOnly? To = null, IReadOnlyList<Guid>? ConnectionIds = null, IReadOnlyList<ConnectionPrediction>? Predictions = null);
