using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Collecting;

/// <summary>How to reach one platform.</summary>
public sealed class Connection
{
    public const int MaxNameLength = 200;
    public const int MaxMessageLength = 2_000;
    public const int MaxBaseUrlLength = 500;

    public Guid Id { get; init; }

    /// <summary>The owner of a personal connection; null for a shared one.</summary>
    public Guid? UserId { get; init; }

    /// <summary>One of <see cref="Platforms"/>.</summary>
    public required string Platform { get; init; }

    public required string Name { get; set; }
    public string? BaseUrl { get; set; }

    /// <summary>JSON object; its shape is the platform's own.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>What the platform asks for to let it be read, encrypted; null where it asks for nothing.</summary>
    public string? Secret { get; set; }

    /// <summary>Whose activities of this connection belong to the owner's record.</summary>
    public RecordScope Scope { get; set; }

    public ConnectionStatus Status { get; set; }

    /// <summary>Stable code of what is wrong or worth knowing, as <c>not_a_repository</c>; null when all is well.</summary>
    public string? StateCode { get; set; }

    /// <summary>The same in words that its owner can act on.</summary>
    public string? StateMessage { get; set; }

    /// <summary>Nothing is asked of the platform before; null when nothing holds it back.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Attempts in a row in which the platform failed.</summary>
    public int FailureCount { get; set; }

    /// <summary>The highest fencing number that wrote to it; what comes with a lower one is refused.</summary>
    public long Fence { get; set; }

    public DateTimeOffset? LastCollectedAt { get; set; }

    /// <summary>When the platform's people were last listed to the end; null where they never were.</summary>
    public DateTimeOffset? DirectorySyncedAt { get; set; }

    /// <summary>Somebody asked for them to be listed, and that did not happen yet; null otherwise.</summary>
    public DateTimeOffset? DirectoryRequestedAt { get; set; }

    /// <summary>How many people there were; null where nobody counted.</summary>
    public int? DirectoryPeople { get; set; }

    /// <summary>Stable code of why the people could not be listed; null when they could.</summary>
    public string? DirectoryCode { get; set; }

    /// <summary>The same in words that its owner can act on.</summary>
    public string? DirectoryMessage { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A message as it can be stored and shown.</summary>
    internal static string? Shown(string? message) => message is null ? null : Texts.Cut(Texts.Storable(message), MaxMessageLength);
}

public enum ConnectionStatus
{
    Active,

    /// <summary>It works, and waits until <see cref="Connection.PausedUntil"/>.</summary>
    Throttled,
    Inactive,

    /// <summary>The platform refuses the secret; the owner must give another.</summary>
    NeedsAuth,
}

public enum RecordScope
{
    /// <summary>Only what identities did that are known to be the owner.</summary>
    Mine,

    /// <summary>What anyone did, as the log of a shared repository; the texts name the authors.</summary>
    Everyone,
}

internal sealed class ConnectionConfiguration : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.ToTable("connections");
        builder.Property(c => c.Platform).HasMaxLength(Platforms.MaxLength);
        builder.Property(c => c.Name).HasMaxLength(Connection.MaxNameLength);
        builder.Property(c => c.Settings).HasColumnType("jsonb");
        builder.Property(c => c.StateCode).HasMaxLength(64);
        builder.Property(c => c.StateMessage).HasMaxLength(Connection.MaxMessageLength);
        builder.Property(c => c.DirectoryCode).HasMaxLength(64);
        builder.Property(c => c.DirectoryMessage).HasMaxLength(Connection.MaxMessageLength);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.UserId);
        builder.HasQueryFilter(c => c.DeletedAt == null);
    }
}
