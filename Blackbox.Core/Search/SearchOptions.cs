using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Search;

/// <summary>How search weighs work against quality; section <c>Search</c>.</summary>
public sealed class SearchOptions
{
    public const string Section = "Search";

    /// <summary>Candidates that each half (words, meaning) brings to the fusion; more when a later page is asked for.</summary>
    [Range(10, 1_000)]
    public int Candidates { get; set; } = 50;

    /// <summary>Matches by words that are ranked; where there are more, the newest ones.</summary>
    [Range(10, 10_000)]
    public int RankedMatches { get; set; } = 100;

    /// <summary>Up to so many summaries of a person (within the filters) are read one by one, for words and meaning; over it the indexes are used.</summary>
    [Range(0, 1_000_000)]
    public int ExactUpTo { get; set; } = 5_000;

    /// <summary>pgvector's <c>hnsw.ef_search</c>: more finds more and takes longer.</summary>
    [Range(10, 1_000)]
    public int EfSearch { get; set; } = 100;

    /// <summary>pgvector's <c>hnsw.max_scan_tuples</c>: where filters leave few, the index is read on up to so many vectors.</summary>
    [Range(1_000, 1_000_000)]
    public int MaxScanTuples { get; set; } = 20_000;

    /// <summary>How long the embedding model has for a query; without it, words alone are searched.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan EmbeddingTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
