using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>What a collector remembers of one resource so that unchanged data is not fetched again.</summary>
public sealed class FetchState
{
    public const int MaxResourceLength = 500;
    public const int MaxETagLength = 500;
    public const int MaxNextLength = 2_000;

    public Guid Id { get; init; }
    public Guid ConnectionId { get; init; }

    /// <summary>The collector's own key of the resource, as a URL or <c>refs:PATH</c>.</summary>
    public required string Resource { get; init; }

    public string? ETag { get; set; }

    /// <summary>The platform's <c>Last-Modified</c> as it was sent.</summary>
    public string? LastModified { get; set; }

    /// <summary>Where the page after this one is.</summary>
    public string? Next { get; set; }

    /// <summary>The answer, compressed with Brotli; null where only a cursor is kept.</summary>
    public byte[]? Body { get; set; }

    public string? Cursor { get; set; }
    public DateTimeOffset FetchedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class FetchStateConfiguration : IEntityTypeConfiguration<FetchState>
{
    public void Configure(EntityTypeBuilder<FetchState> builder)
    {
        builder.ToTable("fetch_states");
        builder.Property(s => s.Resource).HasMaxLength(FetchState.MaxResourceLength);
        builder.Property(s => s.ETag).HasColumnName("etag").HasMaxLength(FetchState.MaxETagLength);
        builder.Property(s => s.LastModified).HasMaxLength(FetchState.MaxETagLength);
        builder.Property(s => s.Next).HasMaxLength(FetchState.MaxNextLength);
        builder.Property(s => s.Cursor).HasMaxLength(2_000);
        builder.HasOne<Connection>().WithMany().HasForeignKey(s => s.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.ConnectionId, s.Resource }).IsUnique();
    }
}
