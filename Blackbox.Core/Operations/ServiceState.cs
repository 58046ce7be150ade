using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Operations;

/// <summary>What a worker last saw of one service; the Api shows it under <c>/health</c>.</summary>
public sealed class ServiceState
{
    public Guid Id { get; init; }

    /// <summary>As <c>worker</c>, <c>ollama</c>, <c>git</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The process that looked, as <c>host:pid</c>.</summary>
    public required string Instance { get; set; }

    public ServiceHealth Health { get; set; }
    public string? Detail { get; set; }
    public DateTimeOffset CheckedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public enum ServiceHealth
{
    Healthy,

    /// <summary>It works, but not as it should, or an optional part is away.</summary>
    Degraded,
    Unhealthy,
}

internal sealed class ServiceStateConfiguration : IEntityTypeConfiguration<ServiceState>
{
    public void Configure(EntityTypeBuilder<ServiceState> builder)
    {
        builder.ToTable("service_states");
        builder.Property(s => s.Service).HasMaxLength(64);
        builder.Property(s => s.Instance).HasMaxLength(200);
        builder.Property(s => s.Detail).HasMaxLength(2_000);
        builder.HasIndex(s => s.Service).IsUnique();
    }
}
