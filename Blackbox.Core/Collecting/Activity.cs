using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>One thing somebody did, at an instant.</summary>
public sealed class Activity
{
    public const int MaxKindLength = 32;
    public const int MaxExternalIdLength = 256;
    public const int MaxTitleLength = 1_000;
    public const int MaxContainerLength = 500;
    public const int MaxUrlLength = 2_000;
    public const int MaxThreadLength = 200;

    /// <summary>Characters of a body that are kept; what is over is cut and marked.</summary>
    public const int MaxBodyLength = 50_000;

    public Guid Id { get; init; }
    public Guid IdentityId { get; init; }

    /// <summary>One of <see cref="Platforms"/>.</summary>
    public required string Platform { get; init; }

    /// <summary>What was done, in the platform's words: <c>commit</c>, <c>merge</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The platform's own key of what was done; unique for an identity. For git the commit's sha.</summary>
    public required string ExternalId { get; init; }

    public DateTimeOffset OccurredAt { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }

    /// <summary>Where it was done: the repository, project or channel.</summary>
    public required string Container { get; init; }

    public string? Url { get; init; }

    /// <summary>What it belongs to at the source, as <c>issue:10001</c>: all of it can be read again at once. Null where the platform has no such thing.</summary>
    public string? Thread { get; init; }

    /// <summary>Only who did it may see it: it belongs to no record that has everyone's activities.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>JSON object with what else the platform says; its shape is the platform's own.</summary>
    public required string Details { get; init; }

    /// <summary>SHA-256 over everything that the source said; equal hashes mean that nothing changed.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>When it was seen to be gone at the source; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public NpgsqlTsVector SearchVector { get; init; } = null!;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activities");
        builder.Property(a => a.Platform).HasMaxLength(Platforms.MaxLength);
        builder.Property(a => a.Kind).HasMaxLength(Activity.MaxKindLength);
        builder.Property(a => a.ExternalId).HasMaxLength(Activity.MaxExternalIdLength);
        builder.Property(a => a.Title).HasMaxLength(Activity.MaxTitleLength);
        builder.Property(a => a.Container).HasMaxLength(Activity.MaxContainerLength);
        builder.Property(a => a.Url).HasMaxLength(Activity.MaxUrlLength);
        builder.Property(a => a.Thread).HasMaxLength(Activity.MaxThreadLength);
        builder.Property(a => a.IsPrivate).HasDefaultValue(false);
        builder.Property(a => a.Details).HasColumnType("jsonb");
        builder.Property(a => a.SearchVector)
            .HasComputedColumnSql("to_tsvector('english', title || ' ' || left(body, 8000))", stored: true);
        builder.HasOne<Identity>().WithMany().HasForeignKey(a => a.IdentityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.IdentityId, a.ExternalId }).IsUnique();
        builder.HasIndex(a => new { a.IdentityId, a.OccurredAt });
        builder.HasIndex(a => new { a.Platform, a.ExternalId });
        builder.HasIndex(a => a.Thread).HasFilter("thread IS NOT NULL");
        builder.HasIndex(a => a.SearchVector).HasMethod("gin");
    }
}
