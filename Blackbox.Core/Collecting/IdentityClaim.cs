using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>A user says that an identity of a shared connection is them; an admin decides.</summary>
public sealed class IdentityClaim
{
    public const int MaxMessageLength = 500;

    public Guid Id { get; init; }
    public Guid IdentityId { get; init; }
    public Guid UserId { get; init; }
    public IdentityClaimStatus Status { get; set; }

    /// <summary>What the user wrote to the admin.</summary>
    public string? Message { get; init; }

    public Guid? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum IdentityClaimStatus
{
    Pending,
    Approved,
    Rejected,
    Withdrawn,
}

internal sealed class IdentityClaimConfiguration : IEntityTypeConfiguration<IdentityClaim>
{
    public void Configure(EntityTypeBuilder<IdentityClaim> builder)
    {
        builder.ToTable("identity_claims");
        builder.Property(c => c.Message).HasMaxLength(IdentityClaim.MaxMessageLength);
        builder.HasOne<Identity>().WithMany().HasForeignKey(c => c.IdentityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.DecidedBy).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.IdentityId, c.UserId }).IsUnique().HasFilter("status = 'pending'");
        builder.HasIndex(c => new { c.Status, c.CreatedAt });
    }
}
