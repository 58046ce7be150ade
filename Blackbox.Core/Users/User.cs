using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Users;

/// <summary>A person who uses Blackbox: the owner of a record.</summary>
public sealed class User
{
    public const int MaxEmailLength = 320;
    public const int MaxNameLength = 200;

    public Guid Id { get; init; }

    /// <summary>Lower case; unique among users that are not deleted.</summary>
    public required string Email { get; set; }

    public required string Name { get; set; }

    /// <summary>IANA name. It decides on which local date an activity falls.</summary>
    public required string TimeZone { get; set; }

    public bool IsAdmin { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(u => u.Email).HasMaxLength(User.MaxEmailLength);
        builder.Property(u => u.Name).HasMaxLength(User.MaxNameLength);
        builder.Property(u => u.TimeZone).HasMaxLength(64);
        builder.HasIndex(u => u.Email).IsUnique().HasFilter("deleted_at IS NULL");
        builder.HasQueryFilter(u => u.DeletedAt == null);
    }
}
