using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Locking;

/// <summary>The last acquisition of a named lock, through whichever backend; its number only grows.</summary>
public sealed class LockFence
{
    public const int MaxNameLength = 200;

    public required string Name { get; init; }

    /// <summary>Number of the acquisition; a later one has a higher number.</summary>
    public long Fence { get; set; }

    /// <summary>Token of who holds it; null when it was given back.</summary>
    public string? Owner { get; set; }

    /// <summary>As <c>redis</c> or <c>postgres</c>.</summary>
    public string? Backend { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class LockFenceConfiguration : IEntityTypeConfiguration<LockFence>
{
    public void Configure(EntityTypeBuilder<LockFence> builder)
    {
        builder.ToTable("lock_fences");
        builder.HasKey(l => l.Name);
        builder.Property(l => l.Name).HasMaxLength(LockFence.MaxNameLength);
        builder.Property(l => l.Owner).HasMaxLength(200);
        builder.Property(l => l.Backend).HasMaxLength(32);
    }
}
