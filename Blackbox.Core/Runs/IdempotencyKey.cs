using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Runs;

/// <summary>What was asked under a key and what came of it, so that asking again does nothing twice.</summary>
public sealed class IdempotencyKey
{
    public const int MaxKeyLength = 100;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of the request's meaning.</summary>
    public required byte[] RequestHash { get; init; }

    public Guid RunId { get; init; }

    /// <summary>The answer as it was first given after the end; null before.</summary>
    public string? Response { get; set; }

    public int? StatusCode { get; set; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.Property(k => k.Key).HasMaxLength(IdempotencyKey.MaxKeyLength);
        builder.Property(k => k.Response).HasColumnType("jsonb");
        builder.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Run>().WithMany().HasForeignKey(k => k.RunId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(k => new { k.UserId, k.Key }).IsUnique();
        builder.HasIndex(k => k.ExpiresAt);
    }
}
