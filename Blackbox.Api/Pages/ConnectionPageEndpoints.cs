using Blackbox.Api.Collecting;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

internal static class ConnectionPageEndpoints
{
    public static IEndpointRouteBuilder MapConnectionPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/connections", Show);
        pages.MapPost("/connections/{platform}", Add);
        pages.MapPost("/connections/{id:guid}/secret", SetSecret);
        pages.MapPost("/connections/{id:guid}/test", Test);
        pages.MapPost("/connections/{id:guid}/scope", SetScope);
        pages.MapPost("/connections/{id:guid}/remove", Remove);
        pages.MapPost("/connections/authors/{id:guid}", Assign);
        return pages;
    }

    private static Task<RazorComponentResult<ConnectionsPage>> Show(
        BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken) =>
        RenderAsync(db, shell, registration, null, cancellationToken);

    private static async Task<Results<RedirectHttpResult, NotFound, RazorComponentResult<ConnectionsPage>>> Add(
        string platform, IFormCollection sent, BlackboxDb db, PageShell shell, ConnectionRegistration registration, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (registration.CollectorOf(platform) is not { Form: { } form } collector)
            return TypedResults.NotFound();
        var values = new ConnectionValues(
            form.Fields.ToDictionary(field => field.Name, field => sent[field.Name].ToString(), StringComparer.Ordinal));
        var (settings, baseUrl, secret) = (form.ToSettings(values), form.BaseUrlIn(values), form.SecretIn(values));
        var wrong = form.MissingIn(values) is { } missing
            ? $"“{missing.Label}” is needed."
            : collector.ValidateSettings(settings) ?? collector.ValidateAccess(baseUrl, secret);
        if (wrong is not null)
            return await RenderAsync(db, shell, registration, new(platform, wrong, values), cancellationToken, StatusCodes.Status400BadRequest);

        var owner = await db.Users.SingleAsync(user => user.Id == shell.User.Id, cancellationToken);
        var scope = form.Scopes.FirstOrDefault(choice => choice.Word == sent["scope"].ToString())?.Scope;
        var (connection, test) = await registration.AddAsync(
            owner, platform, registration.SuggestName(platform, settings), settings, scope, cancellationToken, baseUrl, secret is null ? null : new(secret));
        if (test.Ok)
            await db.RequestFirstRunAsync(owner, connection, test, form.FirstDays, time, cancellationToken);
        return TypedResults.LocalRedirect($"/connections#c-{connection.Id:N}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound, RazorComponentResult<ConnectionsPage>>> SetSecret(
        Guid id, [FromForm] string? secret, BlackboxDb db, PageShell shell, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, shell, id, cancellationToken) is not { } connection)
            return TypedResults.NotFound();
        var given = new Secret((secret ?? "").Trim());
        if (registration.CollectorOf(connection.Platform)!.ValidateAccess(connection.BaseUrl, given.Reveal()) is { } wrong)
            return await RenderAsync(db, shell, registration, new(connection.Platform, wrong, null), cancellationToken, StatusCodes.Status400BadRequest);
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
        BlackboxDb db, PageShell shell, ConnectionRegistration registration, ConnectionDraft? draft, CancellationToken cancellationToken,
        int status = StatusCodes.Status200OK)
    {
        var connections = await db.ConnectionsOf(shell.User).AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var authors = await IdentityView.ListAsync(db, shell.User, null, PageSizeAttribute.Max, cancellationToken);
        return await shell.RenderAsync<ConnectionsPage>(
            new ConnectionsModel([.. connections.Select(ConnectionView.Of)], authors, [.. registration.Collectors], draft), cancellationToken, status);
    }
}

public sealed record ConnectionsModel(
    IReadOnlyList<ConnectionView> Connections, IReadOnlyList<IdentityView> Authors, IReadOnlyList<ICollector> Platforms, ConnectionDraft? Draft);

/// <param name="Platform">Of the form that it was typed into.</param>
/// <param name="Error">What is wrong with what was typed.</param>
/// <param name="Values">Null where nothing was typed that could be shown again.</param>
public sealed record ConnectionDraft(string Platform, string Error, ConnectionValues? Values);
