using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Events;

/// <param name="EventTypes">What it is told of; empty for everything.</param>
/// <param name="Enabled">False when its owner turned it off, it answered 410, or several deliveries in a row were given up.</param>
/// <param name="Waiting">Deliveries that are still to be sent.</param>
/// <param name="Dead">Deliveries that were given up.</param>
public sealed record WebhookView(Guid Id, string Url, IReadOnlyList<string> EventTypes, bool Enabled, int Waiting, int Dead, DateTimeOffset CreatedAt)
{
    public static WebhookView Of(Webhook webhook, int waiting, int dead) =>
        new(webhook.Id, webhook.Url, webhook.EventTypes, webhook.IsEnabled, waiting, dead, webhook.CreatedAt);
}

/// <param name="Secret">Verifies the signatures of its calls. It is shown this once.</param>
internal sealed record AddedWebhookView(WebhookView Webhook, string Secret);

/// <param name="Sequence">The event's place in the order of events.</param>
/// <param name="NextAttemptAt">When it is sent next; null when it is not.</param>
/// <param name="LastStatus">HTTP status of the last answer; null when there was none.</param>
/// <param name="LastError">What went wrong the last time, in words.</param>
public sealed record DeliveryView(
    Guid Id, Guid EventId, string EventType, long Sequence, DeliveryStatus Status, int Attempts, DateTimeOffset? NextAttemptAt, int? LastStatus,
    string? LastError, DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt)
{
    /// <summary>The latest of them, newest first.</summary>
    public static async Task<List<DeliveryView>> ReadAsync(BlackboxDb db, IQueryable<WebhookDelivery> deliveries, int count, CancellationToken cancellationToken)
    {
        var rows = await deliveries.AsNoTracking().OrderByDescending(delivery => delivery.Sequence).Take(count)
            .Join(db.OutboxEvents, delivery => delivery.EventId, e => e.Id, (delivery, e) => new { delivery, e.Type })
            .OrderByDescending(row => row.delivery.Sequence).ToListAsync(cancellationToken);
        return [.. rows.Select(row => Of(row.delivery, row.Type))];
    }

    private static DeliveryView Of(WebhookDelivery delivery, string eventType) => new(
        delivery.Id, delivery.EventId, eventType, delivery.Sequence, delivery.Status, delivery.Attempts,
        delivery.Status == DeliveryStatus.Pending ? delivery.NextAttemptAt : null, delivery.LastStatus, delivery.LastError, delivery.DeliveredAt, delivery.CreatedAt);
}

/// <param name="Count">Deliveries that are sent again.</param>
internal sealed record ReplayedView(int Count);
