using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Events;

/// <summary>An address that a user wants to be told of their events at.</summary>
public sealed class Webhook
{
    public const int MaxUrlLength = 2_000;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Url { get; set; }

    /// <summary>The key of its signatures, encrypted.</summary>
    public required string Secret { get; set; }

    /// <summary>Types that it is told of; empty for all.</summary>
    public string[] EventTypes { get; set; } = [];

    public bool IsEnabled { get; set; } = true;
    public DateTimeOffset? DeletedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One event on its way to one webhook.</summary>
public sealed class WebhookDelivery
{
    public const int MaxErrorLength = 1_000;

    public Guid Id { get; init; }
    public Guid WebhookId { get; init; }
    public Guid EventId { get; init; }

    /// <summary>The event's <see cref="OutboxEvent.Sequence"/>.</summary>
    public long Sequence { get; init; }

    public DeliveryStatus Status { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? LastStatus { get; set; }

    public string? LastError { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum DeliveryStatus
{
    Pending,
    Delivered,

    /// <summary>Given up after the last attempt; an operator can have it sent again.</summary>
    Dead,
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(w => w.Url).HasMaxLength(Webhook.MaxUrlLength);
        builder.HasOne<User>().WithMany().HasForeignKey(w => w.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(w => w.UserId);
        builder.HasQueryFilter(w => w.DeletedAt == null);
    }
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.Property(d => d.LastError).HasMaxLength(WebhookDelivery.MaxErrorLength);
        builder.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<OutboxEvent>().WithMany().HasForeignKey(d => d.EventId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => new { d.WebhookId, d.EventId }).IsUnique();
        builder.HasIndex(d => new { d.WebhookId, d.Sequence }).HasDatabaseName("ix_webhook_deliveries_waiting").HasFilter("status = 'pending'");
        builder.HasIndex(d => d.EventId);
    }
}
