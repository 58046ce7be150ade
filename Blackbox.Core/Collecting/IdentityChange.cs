using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>That an identity went from one user, or from nobody, to another, or to nobody. Written with it; never changed but for <see cref="UndoneBy"/>.</summary>
public sealed class IdentityChange
{
    public const int MaxReasonLength = 500;

    public Guid Id { get; init; }

    /// <summary>Changes that were made, and are undone, together.</summary>
    public Guid BatchId { get; init; }

    public Guid IdentityId { get; init; }
    public Guid? FromUserId { get; init; }
    public Guid? ToUserId { get; init; }
    public IdentityAssignment? FromAssignedBy { get; init; }
    public IdentityAssignment? ToAssignedBy { get; init; }
    public IdentityAction Action { get; init; }

    /// <summary>In words; null where the action says it.</summary>
    public string? Reason { get; init; }

    /// <summary>Who made it; null when a rule did.</summary>
    public Guid? ChangedBy { get; init; }

    /// <summary>The change that took it back; null while it holds.</summary>
    public Guid? UndoneBy { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum IdentityAction
{
    Assign,
    Unassign,
    Merge,
    Claim,
    Release,

    /// <summary>A rule decided, as equal and verified e-mails.</summary>
    Rule,
    Undo,
}

internal sealed class IdentityChangeConfiguration : IEntityTypeConfiguration<IdentityChange>
{
    public void Configure(EntityTypeBuilder<IdentityChange> builder)
    {
        builder.ToTable("identity_changes");
        builder.Property(c => c.Reason).HasMaxLength(IdentityChange.MaxReasonLength);
        builder.HasOne<Identity>().WithMany().HasForeignKey(c => c.IdentityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.FromUserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.ToUserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.ChangedBy).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.IdentityId, c.CreatedAt });
        builder.HasIndex(c => c.BatchId);
    }
}
