using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>
/// One connection's window that is due. Several runs may wait for the same one; while it has not begun there is never a second for the same window.
/// </summary>
public sealed class CollectionTask
{
    public Guid Id { get; init; }
    public Guid ConnectionId { get; init; }

    /// <summary>Start of the window, inclusive.</summary>
    public DateTimeOffset WindowFrom { get; init; }

    /// <summary>End of the window, exclusive.</summary>
    public DateTimeOffset WindowTo { get; init; }

    /// <summary>Higher is sooner; see <see cref="TaskPriority"/>.</summary>
    public int Priority { get; set; }

    public CollectionTaskStatus Status { get; set; }

    /// <summary>What lies from here to the window's end is collected and committed; null before the first slice.</summary>
    public DateTimeOffset? DoneFrom { get; set; }

    /// <summary>How often it was begun. Only the holder of the last number may write.</summary>
    public int Attempt { get; set; }

    /// <summary>Attempts in a row that failed for a reason that may pass.</summary>
    public int Failures { get; set; }

    /// <summary>Not to be begun before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Why it waits or how it ended, in words.</summary>
    public string? Message { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum CollectionTaskStatus
{
    Queued,

    /// <summary>Begun; it may wait for its next attempt, and keeps what was committed.</summary>
    Running,
    Succeeded,

    /// <summary>Some containers could not be read.</summary>
    Partial,
    Failed,
    Cancelled,
}

/// <summary>Who waits for it decides what comes first; the numbers are Quartz's trigger priorities, whose default is 5.</summary>
public static class TaskPriority
{
    /// <summary>A user asked for it.</summary>
    public const int Critical = 10;

    /// <summary>The night's.</summary>
    public const int High = 7;

    /// <summary>The hour's.</summary>
    public const int Medium = 5;

    /// <summary>A backfill's.</summary>
    public const int Low = 2;
}

/// <summary>A run waits for a task.</summary>
public sealed class RunTask
{
    public Guid RunId { get; init; }
    public Guid TaskId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class CollectionTaskConfiguration : IEntityTypeConfiguration<CollectionTask>
{
    public void Configure(EntityTypeBuilder<CollectionTask> builder)
    {
        builder.ToTable("collection_tasks");
        builder.Property(t => t.Message).HasMaxLength(Connection.MaxMessageLength);
        builder.HasOne<Connection>().WithMany().HasForeignKey(t => t.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => new { t.ConnectionId, t.WindowFrom, t.WindowTo }).IsUnique()
            .HasDatabaseName("ix_collection_tasks_queued_window").HasFilter("status = 'queued'");
        builder.HasIndex(t => new { t.ConnectionId, t.WindowTo });
        builder.HasIndex(t => new { t.ConnectionId, t.Priority })
            .HasDatabaseName("ix_collection_tasks_open").HasFilter("status IN ('queued', 'running')");
    }
}

internal sealed class RunTaskConfiguration : IEntityTypeConfiguration<RunTask>
{
    public void Configure(EntityTypeBuilder<RunTask> builder)
    {
        builder.ToTable("run_tasks");
        builder.HasKey(t => new { t.RunId, t.TaskId });
        builder.HasOne<Runs.Run>().WithMany().HasForeignKey(t => t.RunId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CollectionTask>().WithMany().HasForeignKey(t => t.TaskId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.TaskId);
    }
}
