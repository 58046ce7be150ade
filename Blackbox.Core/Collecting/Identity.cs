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

    /// <summary>As the platform tells it, in lower case; null where it does not.</summary>
    public string? Email { get; set; }

    /// <summary>The platform itself made sure that the e-mail is theirs.</summary>
    public bool EmailIsVerified { get; set; }

    /// <summary>False for an account that the platform says is switched off.</summary>
    public bool IsActive { get; set; } = true;

    public bool IsBot { get; set; }

    /// <summary>When the platform's directory last listed them; null for who is only known by what they did.</summary>
    public DateTimeOffset? DirectorySeenAt { get; set; }

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

    /// <summary>An admin said so.</summary>
    Admin,
}

internal sealed class IdentityConfiguration : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("identities");
        builder.Property(i => i.ExternalId).HasMaxLength(Identity.MaxExternalIdLength);
        builder.Property(i => i.DisplayName).HasMaxLength(Identity.MaxDisplayNameLength);
        builder.Property(i => i.Email).HasMaxLength(User.MaxEmailLength);
        builder.Property(i => i.EmailIsVerified).HasDefaultValue(false);
        builder.Property(i => i.IsActive).HasDefaultValue(true);
        builder.Property(i => i.IsBot).HasDefaultValue(false);
        builder.HasOne<Connection>().WithMany().HasForeignKey(i => i.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(i => i.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => new { i.ConnectionId, i.ExternalId }).IsUnique();
        builder.HasIndex(i => i.UserId);
        builder.HasIndex(i => i.Email).HasFilter("email IS NOT NULL");
    }
}
