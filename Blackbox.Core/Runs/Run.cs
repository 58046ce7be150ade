using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Runs;

/// <summary>One pass of the pipeline over a user's dates: collect every connection, summarise, embed, roll up.</summary>
public sealed class Run
{
    public const int MaxMessageLength = 2_000;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public RunTrigger Trigger { get; init; }

    /// <summary>First local date, inclusive.</summary>
    public DateOnly FromDate { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public DateOnly ToDate { get; init; }

    /// <summary>The one connection to collect; null for all of the user's.</summary>
    public Guid? ConnectionId { get; init; }

    /// <summary>The backfill that it is a part of; null for others.</summary>
    public Guid? BackfillId { get; init; }

    public RunStatus Status { get; set; }
    public RunStep Step { get; set; }

    /// <summary>Items of the present step that are done: activities found while collecting, days while summarising.</summary>
    public int Done { get; set; }

    /// <summary>Items of the present step altogether; 0 while unknown.</summary>
    public int Total { get; set; }

    /// <summary>Platform summaries that were written because their input changed.</summary>
    public int SummariesWritten { get; set; }

    /// <summary>Calls of a language or embedding model.</summary>
    public int ModelCalls { get; set; }

    /// <summary>What a user should know of the outcome, in words that they can act on.</summary>
    public string? Message { get; set; }

    /// <summary>Equal keys are the same run, as <c>nightly:USER:DATE</c>; null for a manual one.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>How often it was begun; over 1 after a crash.</summary>
    public int Attempts { get; set; }

    /// <summary>When somebody asked for it to stop.</summary>
    public DateTimeOffset? CancelRequestedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsFinished => Status is not (RunStatus.Queued or RunStatus.Running);
}

public enum RunTrigger
{
    Manual,
    Nightly,
    FirstStart,

    /// <summary>Every hour: today so far.</summary>
    Hourly,

    /// <summary>A part of a backfill.</summary>
    Backfill,

    /// <summary>Days whose activities arrived after their run had ended; nothing is collected.</summary>
    Followup,
}

public enum RunStatus
{
    Queued,
    Running,
    Succeeded,

    /// <summary>Some connections could not be collected; what they held before is as it was.</summary>
    Partial,
    Failed,
    Cancelled,
}

public enum RunStep
{
    Waiting,
    Collecting,
    Summarizing,
    Done,
}

internal sealed class RunConfiguration : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.ToTable("runs");
        builder.Property(r => r.Message).HasMaxLength(Run.MaxMessageLength);
        builder.Property(r => r.DeduplicationKey).HasMaxLength(200);
        builder.Ignore(r => r.IsFinished);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Collecting.Connection>().WithMany().HasForeignKey(r => r.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Backfills.Backfill>().WithMany().HasForeignKey(r => r.BackfillId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.UserId, r.CreatedAt });
        builder.HasIndex(r => r.Status);
        builder.HasIndex(r => r.DeduplicationKey).IsUnique();
    }
}
