using Blackbox.Api.Errors;
using Blackbox.Api.Events;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Blackbox.Api.Pages;

internal static class WebhookPageEndpoints
{
    /// <summary>Deliveries of each webhook that the page shows.</summary>
    private const int ShownDeliveries = 10;

    public static IEndpointRouteBuilder MapWebhookPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/webhooks", Show);
        pages.MapPost("/webhooks", Add);
        pages.MapPost("/webhooks/{id:guid}/enabled", SetEnabled);
        pages.MapPost("/webhooks/{id:guid}/test", Test);
        pages.MapPost("/webhooks/{id:guid}/replay", Replay);
        pages.MapPost("/webhooks/{id:guid}/remove", Remove);
        return pages;
    }

    private static Task<RazorComponentResult<WebhooksPage>> Show(BlackboxDb db, PageShell shell, WebhookBook book, CancellationToken cancellationToken) =>
        RenderAsync(db, shell, book, new(), cancellationToken);

    // The answer is the page itself, not a way to it: the secret is in it, and nowhere else.
    private static async Task<RazorComponentResult<WebhooksPage>> Add(
        IFormCollection form, BlackboxDb db, PageShell shell, WebhookBook book, HttpResponse response, CancellationToken cancellationToken)
    {
        var (url, types) = (form["url"].ToString(), form["types"].OfType<string>().ToList());
        var (webhook, secret, problem) = await book.AddAsync(shell.User, url, types, cancellationToken);
        if (problem is not null)
            return await RenderAsync(db, shell, book, new(Url: url, Types: types, Error: problem.Words() ?? "That did not work."), cancellationToken, StatusCodes.Status400BadRequest);
        response.Headers.CacheControl = "no-store";
        return await RenderAsync(db, shell, book, new(AddedId: webhook!.Id, Secret: secret!.Reveal()), cancellationToken);
    }

    private static Task<Results<RedirectHttpResult, RazorComponentResult<WebhooksPage>, NotFound>> SetEnabled(
        Guid id, [FromForm] bool enabled, BlackboxDb db, PageShell shell, WebhookBook book, CancellationToken cancellationToken) =>
        ChangeAsync(id, webhook => book.ChangeAsync(webhook, null, null, enabled, cancellationToken), db, shell, book, cancellationToken);

    private static Task<Results<RedirectHttpResult, RazorComponentResult<WebhooksPage>, NotFound>> Test(
        Guid id, [FromForm] string? token, BlackboxDb db, PageShell shell, WebhookBook book, CancellationToken cancellationToken) =>
        ChangeAsync(id, webhook => book.TestAsync(webhook, cancellationToken), db, shell, book, cancellationToken);

    private static Task<Results<RedirectHttpResult, RazorComponentResult<WebhooksPage>, NotFound>> Replay(
        Guid id, [FromForm] Guid? delivery, BlackboxDb db, PageShell shell, WebhookBook book, CancellationToken cancellationToken) =>
        ChangeAsync(id, async webhook => (await book.ReplayAsync(webhook, delivery, cancellationToken)).Problem, db, shell, book, cancellationToken);

    private static async Task<Results<RedirectHttpResult, NotFound>> Remove(
        Guid id, [FromForm] string? token, PageShell shell, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(shell.User, id, cancellationToken) is not { } webhook)
            return TypedResults.NotFound();
        await book.RemoveAsync(webhook, cancellationToken);
        return TypedResults.LocalRedirect("/webhooks");
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<WebhooksPage>, NotFound>> ChangeAsync(
        Guid id, Func<Webhook, Task<ProblemHttpResult?>> change, BlackboxDb db, PageShell shell, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(shell.User, id, cancellationToken) is not { } webhook)
            return TypedResults.NotFound();
        if (await change(webhook) is { } problem)
            return await RenderAsync(db, shell, book, new(Error: problem.Words() ?? "That did not work."), cancellationToken, StatusCodes.Status400BadRequest);
        return TypedResults.LocalRedirect($"/webhooks#w-{id:N}");
    }

    private static async Task<RazorComponentResult<WebhooksPage>> RenderAsync(
        BlackboxDb db, PageShell shell, WebhookBook book, WebhookDraft draft, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        List<ShownWebhook> shown = [];
        foreach (var webhook in await book.ListAsync(shell.User, null, cancellationToken))
        {
            var deliveries = db.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id);
            shown.Add(new(webhook, await DeliveryView.ReadAsync(db, deliveries, ShownDeliveries, cancellationToken)));
        }
        return await shell.RenderAsync<WebhooksPage>(new WebhooksModel(shown, draft), cancellationToken, status);
    }
}

public sealed record WebhooksModel(IReadOnlyList<ShownWebhook> Webhooks, WebhookDraft Draft);

/// <param name="Deliveries">The latest, newest first.</param>
public sealed record ShownWebhook(WebhookView Webhook, IReadOnlyList<DeliveryView> Deliveries);

/// <summary>What became of the form.</summary>
/// <param name="Error">What is wrong with what was typed or asked for.</param>
/// <param name="AddedId">The webhook that was added just now.</param>
/// <param name="Secret">Its signing secret, shown this once.</param>
public sealed record WebhookDraft(string? Url = null, IReadOnlyList<string>? Types = null, string? Error = null, Guid? AddedId = null, string? Secret = null);
