using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Events;

internal static class WebhookEndpoints
{
    private static readonly Dictionary<string, DeliveryStatus> Statuses = Enum.GetValues<DeliveryStatus>().ToDictionary(EnumWords.ToWord);

    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/", List);
        webhooks.MapPost("/", Add).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapGet("/{id:guid}", Get).WithName(nameof(Get) + "Webhook").ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPatch("/{id:guid}", Change).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapDelete("/{id:guid}", Remove).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{id:guid}/test", Test).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapGet("/{id:guid}/deliveries", ListDeliveries).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{id:guid}/deliveries/replay", ReplayDead).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPost("/{id:guid}/deliveries/{deliveryId:guid}/replay", Replay)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return api;
    }

    /// <summary>Every webhook, oldest first.</summary>
    private static async Task<Ok<IReadOnlyList<WebhookView>>> List(CurrentUser user, WebhookBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(await book.ListAsync(user, null, cancellationToken));

    /// <summary>Adds an address that is told of events.</summary>
    /// <remarks>The answer holds the secret that verifies its signatures; it is never shown again. At most 20 webhooks.</remarks>
    private static async Task<Results<CreatedAtRoute<AddedWebhookView>, ProblemHttpResult>> Add(
        AddWebhook request, CurrentUser user, WebhookBook book, HttpResponse response, CancellationToken cancellationToken)
    {
        var (webhook, secret, problem) = await book.AddAsync(user, request.Url, request.EventTypes ?? [], cancellationToken);
        if (problem is not null)
            return problem;
        response.Headers.CacheControl = "no-store";
        return TypedResults.CreatedAtRoute(
            new AddedWebhookView(WebhookView.Of(webhook!, 0, 0), secret!.Reveal()), nameof(Get) + "Webhook", new { id = webhook!.Id });
    }

    /// <summary>One webhook.</summary>
    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Get(
        Guid id, CurrentUser user, WebhookBook book, CancellationToken cancellationToken) =>
        await book.ListAsync(user, id, cancellationToken) is [var webhook] ? TypedResults.Ok(webhook) : Problems.NotFound("webhook");

    /// <summary>Changes the address or what it is told of, or turns it on or off.</summary>
    /// <remarks>What happens while it is off is not kept for it; what waited before is sent when it is on again.</remarks>
    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Change(
        Guid id, ChangeWebhook change, CurrentUser user, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(user, id, cancellationToken) is not { } webhook)
            return Problems.NotFound("webhook");
        if (await book.ChangeAsync(webhook, change.Url, change.EventTypes, change.Enabled, cancellationToken) is { } problem)
            return problem;
        return await Get(id, user, book, cancellationToken);
    }

    /// <summary>Removes it. What was not delivered is not sent any more.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, CurrentUser user, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(user, id, cancellationToken) is not { } webhook)
            return Problems.NotFound("webhook");
        await book.RemoveAsync(webhook, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Sends it an event of the type `webhook.test`.</summary>
    /// <remarks>It goes the way of every event, after those that wait; its delivery says how it went.</remarks>
    private static async Task<Results<Accepted, ProblemHttpResult>> Test(Guid id, CurrentUser user, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(user, id, cancellationToken) is not { } webhook)
            return Problems.NotFound("webhook");
        return await book.TestAsync(webhook, cancellationToken) is { } problem ? problem : TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries");
    }

    /// <summary>What was sent to it or is still to be, newest first.</summary>
    /// <param name="status">Only those of this state; `dead` is what was given up.</param>
    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> ListDeliveries(
        Guid id, string? status, Cursor? cursor, [PageSize] int? limit, CurrentUser user, WebhookBook book, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(user, id, cancellationToken) is not { } webhook)
            return Problems.NotFound("webhook");
        var size = limit ?? PageSizeAttribute.Default;
        var deliveries = book.DeliveriesOf(webhook);
        if (status is not null)
        {
            if (!Statuses.TryGetValue(status, out var wanted))
                return Problems.Invalid("status", $"The states are {string.Join(", ", Statuses.Keys)}.");
            deliveries = deliveries.Where(delivery => delivery.Status == wanted);
        }
        if (cursor is { Key: var before })
            deliveries = deliveries.Where(delivery => delivery.Sequence < before);
        return TypedResults.Ok(Page<DeliveryView>.Of(
            await DeliveryView.ReadAsync(db, deliveries, size + 1, cancellationToken), size, delivery => new Cursor(delivery.Sequence, delivery.Id)));
    }

    /// <summary>Sends one delivery again: one that was given up, or delivered.</summary>
    private static async Task<Results<Ok<ReplayedView>, ProblemHttpResult>> Replay(
        Guid id, Guid deliveryId, CurrentUser user, WebhookBook book, CancellationToken cancellationToken) =>
        await ReplayAsync(id, deliveryId, user, book, cancellationToken);

    /// <summary>Sends everything again that was given up, oldest first.</summary>
    private static async Task<Results<Ok<ReplayedView>, ProblemHttpResult>> ReplayDead(
        Guid id, CurrentUser user, WebhookBook book, CancellationToken cancellationToken) =>
        await ReplayAsync(id, null, user, book, cancellationToken);

    private static async Task<Results<Ok<ReplayedView>, ProblemHttpResult>> ReplayAsync(
        Guid id, Guid? deliveryId, CurrentUser user, WebhookBook book, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(user, id, cancellationToken) is not { } webhook)
            return Problems.NotFound("webhook");
        var (count, problem) = await book.ReplayAsync(webhook, deliveryId, cancellationToken);
        return problem is null ? TypedResults.Ok(new ReplayedView(count)) : problem;
    }
}

/// <param name="Url">As `https://example.org/hooks/blackbox`; http or https, without a user name.</param>
/// <param name="EventTypes">What it is told of, as `run.finished`; everything when it is left out or empty.</param>
public sealed record AddWebhook(
    [property: Required, StringLength(Webhook.MaxUrlLength)] string? Url, [property: MaxLength(AddWebhook.MaxTypes)] IReadOnlyList<string>? EventTypes)
{
    /// <summary>More than there are.</summary>
    internal const int MaxTypes = 20;
}

/// <param name="Enabled">False to turn it off.</param>
public sealed record ChangeWebhook(
    [property: StringLength(Webhook.MaxUrlLength)] string? Url, [property: MaxLength(AddWebhook.MaxTypes)] IReadOnlyList<string>? EventTypes, bool? Enabled);
