using System.Text.Json;
using Blackbox.Api.Collecting;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

internal static class ConnectionPageEndpoints
{
    /// <summary>Days that are collected from a repository at once when it is added here.</summary>
    private const int FirstDays = 365;

    public static IEndpointRouteBuilder MapConnectionPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/connections", Show);
        pages.MapPost("/connections", Add);
        pages.MapPost("/connections/{id:guid}/test", Test);
        pages.MapPost("/connections/{id:guid}/scope", SetScope);
        pages.MapPost("/connections/{id:guid}/remove", Remove);
        pages.MapPost("/connections/authors/{id:guid}", Assign);
        return pages;
    }

    private static Task<RazorComponentResult<ConnectionsPage>> Show(BlackboxDb db, PageShell shell, CancellationToken cancellationToken) =>
        RenderAsync(db, shell, null, cancellationToken);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ConnectionsPage>>> Add(
        [FromForm] string? paths, [FromForm] string? scope, BlackboxDb db, PageShell shell, ConnectionRegistration registration, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var repositories = (paths ?? "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var settings = JsonSerializer.Serialize(new { repositories });
        var wrong = repositories.Length == 0
            ? "Write the path of a repository."
            : registration.CollectorOf(Platforms.Git) is { } git ? git.ValidateSettings(settings) : "This installation does not read git.";
        if (wrong is not null)
            return await RenderAsync(db, shell, new(paths, wrong), cancellationToken, StatusCodes.Status400BadRequest);

        var owner = await db.Users.SingleAsync(user => user.Id == shell.User.Id, cancellationToken);
        var choice = scope switch { "mine" => RecordScope.Mine, "everyone" => RecordScope.Everyone, _ => (RecordScope?)null };
        var (connection, test) = await registration.AddAsync(
            owner, Platforms.Git, Texts.Storable(ConnectionNames.Suggest(Platforms.Git, settings)), settings, choice, cancellationToken);
        var (from, to) = test.FirstDates(shell.User.Today(time), FirstDays, shell.User.Zone);
        if (test.Ok)
            await db.RequestRunAsync(owner.Id, RunTrigger.FirstStart, from, to, connection.Id, cancellationToken: cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{connection.Id:N}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Test(
        Guid id, [FromForm] string? token, BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, shell, id, cancellationToken) is not { } connection)
            return TypedResults.NotFound();
        await registration.TestAsync(connection, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{id:N}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SetScope(
        Guid id, [FromForm] string? scope, BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, shell, id, cancellationToken) is not { } connection)
            return TypedResults.NotFound();
        await registration.SetScopeAsync(connection, scope == "everyone" ? RecordScope.Everyone : RecordScope.Mine, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{id:N}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Remove(
        Guid id, [FromForm] string? token, BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, shell, id, cancellationToken) is not { } connection)
            return TypedResults.NotFound();
        await registration.RemoveAsync(connection, cancellationToken);
        return TypedResults.LocalRedirect("/connections");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Assign(
        Guid id, [FromForm] string? mine, BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IdentityEndpoints.IsVisibleAsync(db, shell.User, id, cancellationToken))
            return TypedResults.NotFound();
        if (mine == "true")
            await db.ClaimIdentityAsync(id, shell.User.Id, time, cancellationToken);
        else
            await db.ReleaseIdentityAsync(id, time, cancellationToken);
        return TypedResults.LocalRedirect("/connections#authors");
    }

    private static Task<Connection?> FindAsync(BlackboxDb db, PageShell shell, Guid id, CancellationToken cancellationToken) =>
        db.ConnectionsOf(shell.User).SingleOrDefaultAsync(connection => connection.Id == id, cancellationToken);

    private static async Task<RazorComponentResult<ConnectionsPage>> RenderAsync(
        BlackboxDb db, PageShell shell, ConnectionDraft? draft, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        var connections = await db.ConnectionsOf(shell.User).AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var authors = await IdentityView.ListAsync(db, shell.User, null, PageSizeAttribute.Max, cancellationToken);
        return await shell.RenderAsync<ConnectionsPage>(new ConnectionsModel([.. connections.Select(ConnectionView.Of)], authors, draft), cancellationToken, status);
    }
}

public sealed record ConnectionsModel(IReadOnlyList<ConnectionView> Connections, IReadOnlyList<IdentityView> Authors, ConnectionDraft? Draft);

/// <param name="Error">What is wrong with what was typed.</param>
public sealed record ConnectionDraft(string? Paths, string Error);
