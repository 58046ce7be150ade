using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Summaries;

/// <summary>What one user did on one local date: all platforms and the user's own note.</summary>
public sealed class DailySummary : Summary;

internal sealed class DailySummaryConfiguration : SummaryConfiguration<DailySummary>
{
    public override void Configure(EntityTypeBuilder<DailySummary> builder)
    {
        base.Configure(builder);
        builder.ToTable("daily_summaries");
        builder.HasIndex(s => new { s.UserId, s.Date }).IsUnique();
    }
}
