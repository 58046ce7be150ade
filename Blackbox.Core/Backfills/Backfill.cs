using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Backfills;

/// <summary>A stretch of the past that is collected in the background, newest days first, one run after the other.</summary>
public sealed class Backfill
{
    public const int MaxMessageLength = 2_000;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required Guid[] ConnectionIds { get; init; }

    /// <summary>First local date, inclusive.</summary>
    public DateOnly FromDate { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public DateOnly ToDate { get; init; }

    /// <summary>The last date that no run was asked for yet; null when there is none left.</summary>
    public DateOnly? NextToDate { get; set; }

    public BackfillStatus Status { get; set; }

    /// <summary>Counted requests that it was expected to need; null where no connection counts them.</summary>
    public int? PredictedRequests { get; init; }

    /// <summary>Seconds that it was expected to take when it was asked for.</summary>
    public int PredictedSeconds { get; init; }

    /// <summary>JSON array of the prediction by connection: <c>[{"connectionId", "requests", "seconds", "limitedBy"}]</c>.</summary>
    public required string Prediction { get; init; }

    public string? Message { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Since when it is paused; null while it is not.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Seconds that it was paused before.</summary>
    public int PausedSeconds { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsFinished => Status is not (BackfillStatus.Running or BackfillStatus.Paused);
}

public enum BackfillStatus
{
    Running,
    Paused,
    Succeeded,

    /// <summary>Some of it could not be collected; the runs say what.</summary>
    Partial,
    Failed,
    Cancelled,
}

internal sealed class BackfillConfiguration : IEntityTypeConfiguration<Backfill>
{
    public void Configure(EntityTypeBuilder<Backfill> builder)
    {
        builder.ToTable("backfills");
        builder.Property(b => b.Prediction).HasColumnType("jsonb");
        builder.Property(b => b.Message).HasMaxLength(Backfill.MaxMessageLength);
        builder.Ignore(b => b.IsFinished);
        builder.HasOne<User>().WithMany().HasForeignKey(b => b.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(b => new { b.UserId, b.CreatedAt });
        builder.HasIndex(b => b.Status);
    }
}
