using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>One attempt to collect one connection's window, recorded.</summary>
public sealed class CollectionRun
{
    public Guid Id { get; init; }
    public Guid TaskId { get; init; }
    public Guid ConnectionId { get; init; }

    /// <summary>Start of the window, inclusive.</summary>
    public DateTimeOffset WindowFrom { get; init; }

    /// <summary>End of the window, exclusive.</summary>
    public DateTimeOffset WindowTo { get; init; }

    public CollectionStatus Status { get; set; }

    /// <summary>What the source listed.</summary>
    public int Found { get; set; }

    public int Added { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }

    /// <summary>Gone at the source since the last attempt.</summary>
    public int Tombstoned { get; set; }

    /// <summary>Malformed items that were skipped; the first of them stand in <see cref="Problems"/>.</summary>
    public int Skipped { get; set; }

    /// <summary>Requests that the platform counted.</summary>
    public int Requests { get; set; }

    /// <summary>Requests that were answered with "not modified".</summary>
    public int NotModified { get; set; }

    /// <summary>JSON array of what went wrong: <c>[{"container", "code", "message"}]</c>.</summary>
    public string Problems { get; set; } = "[]";

    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum CollectionStatus
{
    Running,
    Succeeded,

    /// <summary>Some containers could be read and others could not.</summary>
    Partial,
    Failed,

    /// <summary>The process died or lost its turn; a later attempt took over.</summary>
    Abandoned,

    /// <summary>The platform asked to wait; a later attempt goes on.</summary>
    Waiting,
    Cancelled,
}

internal sealed class CollectionRunConfiguration : IEntityTypeConfiguration<CollectionRun>
{
    public void Configure(EntityTypeBuilder<CollectionRun> builder)
    {
        builder.ToTable("collection_runs");
        builder.Property(r => r.Problems).HasColumnType("jsonb");
        builder.HasOne<CollectionTask>().WithMany().HasForeignKey(r => r.TaskId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Connection>().WithMany().HasForeignKey(r => r.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => r.TaskId);
        builder.HasIndex(r => new { r.ConnectionId, r.StartedAt });
    }
}
