using Blackbox.Api.Collecting;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

/// <summary>Who the user is on the platforms, and how they like things.</summary>
internal static class MyIdentitiesPageEndpoints
{
    private const int MaxClaimable = 30;

    public static IEndpointRouteBuilder MapMyPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/identities", Show);
        pages.MapPost("/identities/{id:guid}/claim", Claim);
        pages.MapPost("/identities/claims/{id:guid}/withdraw", Withdraw);
        pages.MapGet("/settings", ShowSettings);
        pages.MapPost("/settings/order", Order);
        return pages;
    }

    private static async Task<RazorComponentResult<MyIdentitiesPage>> Show(
        string? q, BlackboxDb db, PageShell shell, CancellationToken cancellationToken)
    {
        var text = q is null ? null : Texts.Cut(q, 200);
        var claims = await ClaimView.ListAsync(db, db.IdentityClaims.Where(claim => claim.UserId == shell.User.Id), null, MaxClaimable, cancellationToken);
        return await shell.RenderAsync<MyIdentitiesPage>(
            new MyIdentitiesModel(
                await MyIdentityView.ListAsync(db, shell.User, cancellationToken),
                await ClaimableQuery.ListAsync(db, shell.User, text, MaxClaimable, cancellationToken), claims, text),
            cancellationToken);
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Claim(
        Guid id, [FromForm] string? message, string? q, BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiting = await db.IdentityClaims.CountAsync(
            claim => claim.UserId == shell.User.Id && claim.Status == IdentityClaimStatus.Pending, cancellationToken);
        var words = string.IsNullOrWhiteSpace(message) ? null : Texts.Storable(Texts.Cut(message.Trim(), IdentityClaim.MaxMessageLength));
        if (waiting >= IdentityClaims.MaxPending || await db.ClaimAsync(id, shell.User.Id, words, time, cancellationToken) is null)
            return TypedResults.NotFound();
        return TypedResults.LocalRedirect($"/identities{(q is null ? "" : $"?q={Uri.EscapeDataString(q)}")}");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> Withdraw(
        Guid id, [FromForm] string? token, BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken) =>
        await db.WithdrawClaimAsync(id, shell.User.Id, time, cancellationToken) ? TypedResults.LocalRedirect("/identities") : TypedResults.NotFound();

    private static async Task<RazorComponentResult<SettingsPage>> ShowSettings(BlackboxDb db, PageShell shell, CancellationToken cancellationToken) =>
        await shell.RenderAsync<SettingsPage>(new SettingsModel(await PlatformsAsync(db, shell.User, cancellationToken)), cancellationToken);

    private static async Task<Results<RedirectHttpResult, NotFound>> Order(
        [FromForm] string? up, [FromForm] string? down, BlackboxDb db, PageShell shell, TimeProvider time, CancellationToken cancellationToken)
    {
        var order = await PlatformsAsync(db, shell.User, cancellationToken);
        var from = order.IndexOf(up ?? down ?? "");
        var to = up is not null ? from - 1 : from + 1;
        if (from < 0)
            return TypedResults.NotFound();
        if (to >= 0 && to < order.Count)
        {
            (order[from], order[to]) = (order[to], order[from]);
            await db.SetPlatformOrderAsync(shell.User.Id, new([.. order.Take(PlatformOrder.MaxNames)]), time, cancellationToken);
        }
        return TypedResults.LocalRedirect("/settings");
    }

    // Those that the log can have, in the order in which it has them.
    private static async Task<List<string>> PlatformsAsync(BlackboxDb db, CurrentUser user, CancellationToken cancellationToken)
    {
        var order = await db.PlatformOrderOfAsync(user.Id, cancellationToken);
        var connected = await db.Connections
            .Where(c => c.UserId == user.Id || (c.UserId == null && db.Identities.Any(i => i.ConnectionId == c.Id && i.UserId == user.Id)))
            .Select(c => c.Platform).Distinct().ToListAsync(cancellationToken);
        var summarised = await db.PlatformSummaries.Where(summary => summary.UserId == user.Id).Select(summary => summary.Platform).Distinct().ToListAsync(cancellationToken);
        return [.. order.Names.Concat(connected).Concat(summarised).Distinct(StringComparer.Ordinal).Order(order)];
    }
}

/// <param name="Query">What was looked for.</param>
public sealed record MyIdentitiesModel(
    IReadOnlyList<MyIdentityView> Mine, IReadOnlyList<ClaimableView> Claimable, IReadOnlyList<ClaimView> Claims, string? Query);

/// <param name="Platforms">In the order of the daily log.</param>
public sealed record SettingsModel(IReadOnlyList<string> Platforms);
