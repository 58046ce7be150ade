using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>One person as one connection's platform knows them.</summary>
public sealed class Identity
{
    public const int MaxExternalIdLength = 320;
    public const int MaxDisplayNameLength = 200;

    public Guid Id { get; init; }
    public Guid ConnectionId { get; init; }

    /// <summary>The platform's own key of the person; for git the e-mail in lower case.</summary>
    public required string ExternalId { get; init; }

    public required string DisplayName { get; set; }

    /// <summary>The user whose record this identity's activities belong to; null while nobody is known to be them.</summary>
    public Guid? UserId { get; set; }

    public IdentityAssignment? AssignedBy { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Why an identity belongs to its user.</summary>
public enum IdentityAssignment
{
    /// <summary>Its e-mail is the user's.</summary>
    Email,

    /// <summary>The user said that it is them.</summary>
    Claim,

    /// <summary>The platform says that the connection's secret is theirs.</summary>
    Token,

    /// <summary>The connection records everyone.</summary>
    Scope,
}

internal sealed class IdentityConfiguration : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("identities");
        builder.Property(i => i.ExternalId).HasMaxLength(Identity.MaxExternalIdLength);
        builder.Property(i => i.DisplayName).HasMaxLength(Identity.MaxDisplayNameLength);
        builder.HasOne<Connection>().WithMany().HasForeignKey(i => i.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(i => i.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => new { i.ConnectionId, i.ExternalId }).IsUnique();
        builder.HasIndex(i => i.UserId);
    }
}
