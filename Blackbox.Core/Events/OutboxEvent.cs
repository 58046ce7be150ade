using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Events;

/// <summary>Something that happened, written in the transaction in which it became true and told to subscribers afterwards.</summary>
public sealed class OutboxEvent
{
    public const int MaxTypeLength = 64;

    public Guid Id { get; init; }

    /// <summary>Grows with every event; for one user in the order in which their transactions committed.</summary>
    public long Sequence { get; init; }

    /// <summary>Whose event it is; null when it concerns the installation.</summary>
    public Guid? UserId { get; init; }

    /// <summary>As <c>activity.collected</c>.</summary>
    public required string Type { get; init; }

    /// <summary>JSON object; never holds a secret or the text of an activity.</summary>
    public required string Payload { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When every subscriber was told or has a delivery waiting; null before.</summary>
    public DateTimeOffset? DispatchedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class OutboxEventConfiguration : IEntityTypeConfiguration<OutboxEvent>
{
    public void Configure(EntityTypeBuilder<OutboxEvent> builder)
    {
        builder.ToTable("outbox_events");
        builder.Property(e => e.Sequence).UseIdentityAlwaysColumn();
        builder.Property(e => e.Type).HasMaxLength(OutboxEvent.MaxTypeLength);
        builder.Property(e => e.Payload).HasColumnType("jsonb");
        builder.HasIndex(e => e.Sequence).HasDatabaseName("ix_outbox_events_waiting").HasFilter("dispatched_at IS NULL");
        builder.HasIndex(e => new { e.UserId, e.Sequence });
        builder.HasIndex(e => e.DispatchedAt);
    }
}
