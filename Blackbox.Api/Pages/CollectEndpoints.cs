using Blackbox.Api.Errors;
using Blackbox.Api.Runs;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

internal static class CollectEndpoints
{
    private const int ShownRuns = 20;

    public static IEndpointRouteBuilder MapCollectPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/collect", Show);
        pages.MapPost("/collect", Start);
        pages.MapGet("/runs/{id:guid}", ShowRun);
        pages.MapPost("/runs/{id:guid}/cancel", CancelRun);
        return pages;
    }

    private static Task<RazorComponentResult<CollectPage>> Show(BlackboxDb db, PageShell shell, CancellationToken cancellationToken) =>
        RenderAsync(null, null, db, shell, StatusCodes.Status200OK, cancellationToken);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<CollectPage>>> Start(
        [FromForm] string? range, [FromForm] string? from, [FromForm] string? to, [FromForm] string? key,
        BlackboxDb db, PageShell shell, RunStarter starter, CancellationToken cancellationToken)
    {
        var today = shell.Today;
        var request = range switch
        {
            "today" => new StartRun(today, null, null, null),
            "yesterday" => new(today.AddDays(-1), null, null, null),
            "week" => new(null, today.AddDays(-6), today, null),
            "month" => new(null, today.AddDays(-29), today, null),
            "year" => new(null, today.AddYears(-1).AddDays(1), today, null),
            _ when Day.TryParse(from, null, out var first) && Day.TryParse(to, null, out var last) => new StartRun(null, first, last, null),
            _ => null,
        };
        if (request is null)
            return await RenderAsync(null, "Choose a first and a last date.", db, shell, StatusCodes.Status400BadRequest, cancellationToken);
        var (started, problem) = await starter.StartAsync(request, shell.User, key, cancellationToken);
        if (problem is not null)
        {
            var isUsed = problem.ProblemDetails.Extensions.TryGetValue(Problems.CodeMember, out var code) && code is RunStarter.KeyRequired or RunStarter.KeyReused;
            var message = isUsed ? "This page was used before. Choose the dates once more." : problem.Words();
            return await RenderAsync(request, message, db, shell, StatusCodes.Status400BadRequest, cancellationToken);
        }
        return TypedResults.LocalRedirect($"/runs/{started!.Run.Id}");
    }

    private static async Task<Results<RazorComponentResult<RunPage>, NotFound>> ShowRun(
        Guid id, BlackboxDb db, PageShell shell, CancellationToken cancellationToken) =>
        await RunDetailView.FindAsync(db, shell.User, id, cancellationToken) is { } run
            ? await shell.RenderAsync<RunPage>(run, cancellationToken)
            : TypedResults.NotFound();

    private static async Task<Results<RedirectHttpResult, NotFound>> CancelRun(
        Guid id, [FromForm] string? token, BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.Runs.AnyAsync(run => run.Id == id && run.UserId == shell.User.Id, cancellationToken))
            return TypedResults.NotFound();
        await db.CancelRunAsync(id, time, cancellationToken);
        return TypedResults.LocalRedirect($"/runs/{id}");
    }

    private static async Task<RazorComponentResult<CollectPage>> RenderAsync(
        StartRun? request, string? error, BlackboxDb db, PageShell shell, int status, CancellationToken cancellationToken)
    {
        var runs = await db.Runs.AsNoTracking()
            .Where(run => run.UserId == shell.User.Id && run.Trigger != RunTrigger.Hourly && run.Trigger != RunTrigger.Followup)
            .OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id).Take(ShownRuns).ToListAsync(cancellationToken);
        return await shell.RenderAsync<CollectPage>(new CollectModel([.. runs.Select(RunView.Of)], request, error), cancellationToken, status);
    }
}

public sealed record CollectModel(IReadOnlyList<RunView> Runs, StartRun? Request, string? Error);
