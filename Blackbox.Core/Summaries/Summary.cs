using System.Text.Json;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NpgsqlTypes;
using Pgvector;

namespace Blackbox.Core.Summaries;

/// <summary>The columns that summaries of every level have.</summary>
public abstract class Summary
{
    /// <summary>Dimensions of every embedding that is stored.</summary>
    public const int EmbeddingDimensions = 1024;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>Local date in the user's time zone.</summary>
    public DateOnly Date { get; init; }

    /// <summary>Markdown.</summary>
    public required string Content { get; set; }

    /// <summary>Who wrote it: <c>extractive</c> or the language model's name.</summary>
    public required string Model { get; set; }

    public required string PromptVersion { get; set; }

    /// <summary>SHA-256 over what the summary was made from; while it is equal, nothing needs to be written anew.</summary>
    public required byte[] InputHash { get; set; }

    public IReadOnlyList<Evidence> Evidence { get; set; } = [];

    /// <summary>Activities that the summary stands for.</summary>
    public int ActivityCount { get; set; }

    /// <summary>When the language model should be asked again, because it did not answer; null when that is not wanted.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>L2-normalised; null until it is made. Comparable only with vectors of the same <see cref="EmbeddingModel"/>.</summary>
    public Vector? Embedding { get; set; }

    public string? EmbeddingModel { get; set; }
    public NpgsqlTsVector SearchVector { get; init; } = null!;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>The activities that one sentence of a summary rests on.</summary>
/// <param name="Sentence">As it stands in the summary's Markdown.</param>
public sealed record Evidence(string Sentence, IReadOnlyList<Guid> ActivityIds);

internal abstract class SummaryConfiguration<TSummary> : IEntityTypeConfiguration<TSummary> where TSummary : Summary
{
    private static readonly ValueConverter<IReadOnlyList<Evidence>, string> ToJson = new(
        evidence => JsonSerializer.Serialize(evidence, JsonSerializerOptions.Web),
        json => JsonSerializer.Deserialize<List<Evidence>>(json, JsonSerializerOptions.Web)!);

    private static readonly ValueComparer<IReadOnlyList<Evidence>> ByJson = new(
        (a, b) => JsonSerializer.Serialize(a, JsonSerializerOptions.Web) == JsonSerializer.Serialize(b, JsonSerializerOptions.Web),
        evidence => evidence.Count,
        evidence => evidence);

    public virtual void Configure(EntityTypeBuilder<TSummary> builder)
    {
        builder.Property(s => s.Model).HasMaxLength(200);
        builder.Property(s => s.PromptVersion).HasMaxLength(64);
        builder.Property(s => s.Evidence).HasColumnType("jsonb").HasConversion(ToJson, ByJson);
        builder.Property(s => s.Embedding).HasColumnType($"vector({Summary.EmbeddingDimensions})");
        builder.Property(s => s.EmbeddingModel).HasMaxLength(200);
        builder.Property(s => s.SearchVector).HasComputedColumnSql("to_tsvector('english', left(content, 50000))", stored: true);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => s.SearchVector).HasMethod("gin");
        builder.HasIndex(s => s.Embedding).HasMethod("hnsw").HasOperators("vector_cosine_ops")
            .HasStorageParameter("m", 16).HasStorageParameter("ef_construction", 64);
        builder.HasIndex(s => s.RetryAt).HasFilter("retry_at IS NOT NULL");
    }
}
