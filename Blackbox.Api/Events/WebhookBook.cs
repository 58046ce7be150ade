using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Events;

/// <summary>A person's webhooks, for the endpoints and for the page's forms alike.</summary>
internal sealed class WebhookBook(BlackboxDb db, SecretProtector protector, TimeProvider time)
{
    public const int MaxWebhooks = 20;

    public IQueryable<Webhook> WebhooksOf(CurrentUser user) => db.Webhooks.Where(webhook => webhook.UserId == user.Id);

    public Task<Webhook?> FindAsync(CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        WebhooksOf(user).SingleOrDefaultAsync(webhook => webhook.Id == id, cancellationToken);

    /// <summary>Oldest first, with how its deliveries go.</summary>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(CurrentUser user, Guid? id, CancellationToken cancellationToken)
    {
        var webhooks = await WebhooksOf(user).AsNoTracking().Where(webhook => id == null || webhook.Id == id)
            .OrderBy(webhook => webhook.CreatedAt).ThenBy(webhook => webhook.Id).Take(MaxWebhooks).ToListAsync(cancellationToken);
        var ids = webhooks.Select(webhook => webhook.Id).ToList();
        var counts = await db.WebhookDeliveries.Where(delivery => ids.Contains(delivery.WebhookId) && delivery.Status != DeliveryStatus.Delivered)
            .GroupBy(delivery => new { delivery.WebhookId, delivery.Status })
            .Select(group => new { group.Key.WebhookId, group.Key.Status, Count = group.Count() }).ToListAsync(cancellationToken);
        return [.. webhooks.Select(webhook => WebhookView.Of(webhook, CountOf(webhook, DeliveryStatus.Pending), CountOf(webhook, DeliveryStatus.Dead)))];

        int CountOf(Webhook webhook, DeliveryStatus status) => counts.SingleOrDefault(row => row.WebhookId == webhook.Id && row.Status == status)?.Count ?? 0;
    }

    /// <returns>The webhook and its signing secret, which nobody can ask for later; or what is wrong.</returns>
    public async Task<(Webhook? Webhook, Secret? Secret, ProblemHttpResult? Problem)> AddAsync(
        CurrentUser user, string? url, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if (Invalid(url, types) is { } problem)
            return (null, null, problem);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two at once must not both be the last that is allowed.
        await db.Database.ExecuteSqlAsync($"SELECT FROM users WHERE id = {user.Id} FOR UPDATE", cancellationToken);
        if (await WebhooksOf(user).CountAsync(cancellationToken) >= MaxWebhooks)
            return (null, null, Problems.Of(StatusCodes.Status409Conflict, "too_many_webhooks", $"There are {MaxWebhooks} webhooks already. Remove one first."));
        var secret = WebhookSecrets.Create();
        var webhook = new Webhook { UserId = user.Id, Url = url!.Trim(), Secret = protector.Protect(secret), EventTypes = [.. types.Distinct()] };
        db.Add(webhook);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (webhook, secret, null);
    }

    /// <param name="url">Null to leave it; so for the others.</param>
    public async Task<ProblemHttpResult?> ChangeAsync(
        Webhook webhook, string? url, IReadOnlyList<string>? types, bool? enabled, CancellationToken cancellationToken)
    {
        if (Invalid(url ?? webhook.Url, types ?? []) is { } problem)
            return problem;
        webhook.Url = url?.Trim() ?? webhook.Url;
        webhook.EventTypes = types is null ? webhook.EventTypes : [.. types.Distinct()];
        webhook.IsEnabled = enabled ?? webhook.IsEnabled;
        await db.SaveChangesAsync(cancellationToken);
        await WakeAsync(cancellationToken);
        return null;
    }

    /// <summary>What was not delivered to it is not sent any more.</summary>
    public async Task RemoveAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        webhook.DeletedAt = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id && delivery.Status == DeliveryStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DeliveryStatus.Dead).SetProperty(d => d.LastError, "The webhook was removed."), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Has a test event sent to it, after what waits already.</summary>
    public async Task<ProblemHttpResult?> TestAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        if (!webhook.IsEnabled)
            return Off();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.WriteEventsAsync([new(webhook.UserId, EventTypes.WebhookTest, new WebhookTest(webhook.Id))], time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public IQueryable<WebhookDelivery> DeliveriesOf(Webhook webhook) => db.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id);

    /// <summary>Has deliveries sent again from their first attempt on.</summary>
    /// <param name="deliveryId">One that was given up or delivered; null for all that were given up.</param>
    public async Task<(int Count, ProblemHttpResult? Problem)> ReplayAsync(Webhook webhook, Guid? deliveryId, CancellationToken cancellationToken)
    {
        if (!webhook.IsEnabled)
            return (0, Off());
        if (deliveryId is { } id && !await DeliveriesOf(webhook).AnyAsync(delivery => delivery.Id == id, cancellationToken))
            return (0, Problems.NotFound("delivery"));
        var now = time.GetUtcNow();
        var count = await DeliveriesOf(webhook)
            .Where(delivery => deliveryId == null ? delivery.Status == DeliveryStatus.Dead : delivery.Id == deliveryId && delivery.Status != DeliveryStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DeliveryStatus.Pending).SetProperty(d => d.Attempts, 0)
                .SetProperty(d => d.NextAttemptAt, now).SetProperty(d => d.DeliveredAt, (DateTimeOffset?)null), cancellationToken);
        if (deliveryId is not null && count == 0)
            return (0, Problems.Of(StatusCodes.Status409Conflict, "delivery_waits", "The delivery is waiting to be sent already."));
        await WakeAsync(cancellationToken);
        return (count, null);
    }

    private static ProblemHttpResult Off() =>
        Problems.Of(StatusCodes.Status409Conflict, "webhook_off", "The webhook is turned off. Turn it on first.");

    private static ProblemHttpResult? Invalid(string? url, IReadOnlyList<string> types)
    {
        if (WebhookAddress.Refusal(url?.Trim()) is { } refusal)
            return Problems.Invalid("url", refusal);
        return types.All(EventTypes.Subscribable.Contains)
            ? null
            : Problems.Invalid("eventTypes", $"The types are {string.Join(", ", EventTypes.Subscribable)}; leave them out for all.");
    }

    private Task<int> WakeAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({EventDispatcher.DeliveryChannel}, '')", cancellationToken);
}
