using Blackbox.Api.Collecting;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

internal static class ConnectionPageEndpoints
{
    /// <summary>Days that are collected from a repository at once when it is added here.</summary>
    private const int FirstDays = 365;

    /// <summary>The same for GitHub, where older days are a backfill's.</summary>
    private const int FirstGitHubDays = 30;

    public static IEndpointRouteBuilder MapConnectionPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/connections", Show);
        pages.MapPost("/connections", Add);
        pages.MapPost("/connections/github", AddGitHub);
        pages.MapPost("/connections/{id:guid}/secret", SetSecret);
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
        var settings = GitSettings.Write(repositories);
        var wrong = repositories.Length == 0
            ? "Write the path of a repository."
            : registration.CollectorOf(Platforms.Git) is { } git ? git.ValidateSettings(settings) : "This installation does not read git.";
        if (wrong is not null)
            return await RenderAsync(db, shell, new(paths, wrong), cancellationToken, StatusCodes.Status400BadRequest);

        var owner = await db.Users.SingleAsync(user => user.Id == shell.User.Id, cancellationToken);
        var choice = scope switch { "mine" => RecordScope.Mine, "everyone" => RecordScope.Everyone, _ => (RecordScope?)null };
        var (connection, test) = await registration.AddAsync(
            owner, Platforms.Git, Texts.Storable(ConnectionNames.Suggest(Platforms.Git, settings)), settings, choice, cancellationToken);
        if (test.Ok)
            await db.RequestFirstRunAsync(owner, connection, test, FirstDays, time, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{connection.Id:N}");
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ConnectionsPage>>> AddGitHub(
        [FromForm] GitHubForm form, BlackboxDb db, PageShell shell, ConnectionRegistration registration, TimeProvider time, CancellationToken cancellationToken)
    {
        var (settings, baseUrl) = (form.Settings(), form.Address());
        var wrong = registration.CollectorOf(Platforms.GitHub) is { } github
            ? github.ValidateSettings(settings) ?? github.ValidateAccess(baseUrl, form.Secret()?.Reveal())
            : "This installation does not read GitHub.";
        if (wrong is not null)
        {
            return await RenderAsync(
                db, shell, new(null, wrong, Platforms.GitHub, form.Organization, form.Repositories, form.BaseUrl), cancellationToken, StatusCodes.Status400BadRequest);
        }

        var owner = await db.Users.SingleAsync(user => user.Id == shell.User.Id, cancellationToken);
        var (connection, test) = await registration.AddAsync(
            owner, Platforms.GitHub, Texts.Storable(form.Name()), settings, form.RecordScope(), cancellationToken, baseUrl, form.Secret());
        if (test.Ok)
            await db.RequestFirstRunAsync(owner, connection, test, FirstGitHubDays, time, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{connection.Id:N}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound, RazorComponentResult<ConnectionsPage>>> SetSecret(
        Guid id, [FromForm] string? secret, BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, shell, id, cancellationToken) is not { } connection)
            return TypedResults.NotFound();
        var given = new Secret((secret ?? "").Trim());
        if (registration.CollectorOf(connection.Platform)!.ValidateAccess(connection.BaseUrl, given.Reveal()) is { } wrong)
            return await RenderAsync(db, shell, new(null, wrong, connection.Platform), cancellationToken, StatusCodes.Status400BadRequest);
        await registration.SetSecretAsync(connection, given, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{id:N}");
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
/// <param name="Platform">Of the form that it was typed into.</param>
public sealed record ConnectionDraft(
    string? Paths, string Error, string Platform = Platforms.Git, string? Organization = null, string? Repositories = null, string? BaseUrl = null);
