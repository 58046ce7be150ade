using Blackbox.Core.Collecting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Summaries;

/// <summary>What one user did on one local date on one platform.</summary>
public sealed class PlatformSummary : Summary
{
    /// <summary>One of <see cref="Platforms"/>.</summary>
    public required string Platform { get; init; }
}

internal sealed class PlatformSummaryConfiguration : SummaryConfiguration<PlatformSummary>
{
    public override void Configure(EntityTypeBuilder<PlatformSummary> builder)
    {
        base.Configure(builder);
        builder.ToTable("platform_summaries");
        builder.Property(s => s.Platform).HasMaxLength(Platforms.MaxLength);
        builder.HasIndex(s => new { s.UserId, s.Date, s.Platform }).IsUnique();
    }
}
