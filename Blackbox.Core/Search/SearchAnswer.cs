namespace Blackbox.Core.Search;

/// <param name="HasMore">The next page is not empty.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchResult> Results, bool HasMore, Understanding Understood);

/// <summary>How a query was taken.</summary>
/// <param name="Text">What was searched for, without the words that said when.</param>
/// <param name="When">The words that said when, as they were written; null when there were none.</param>
/// <param name="From">First local date that was searched, inclusive; null for no bound.</param>
/// <param name="To">Last local date that was searched, inclusive; null for no bound.</param>
/// <param name="EmbeddingModel">Whose vectors were compared; null when the query had no text.</param>
public sealed record Understanding(string Text, string? When, DateOnly? From, DateOnly? To, string? EmbeddingModel);

/// <summary>One day on one platform (or the user's note of the day).</summary>
/// <param name="Title">Its first sentence; plain text.</param>
/// <param name="Snippet">Plain text in pieces; nothing in it is markup.</param>
/// <param name="Activities">What was done that day and matches by its own words, best first, at most five.</param>
public sealed record SearchResult(
    DateOnly Date, string Platform, string Title, IReadOnlyList<SnippetPart> Snippet, SearchScore Score, IReadOnlyList<MatchedActivity> Activities);

/// <param name="IsMatch">The piece matches a word of the query.</param>
public sealed record SnippetPart(string Text, bool IsMatch);

/// <param name="Fused">Sum of 1 / (60 + rank) over both halves; higher is better.</param>
/// <param name="TextRank">From 1; null when no word matched.</param>
/// <param name="TextScore">PostgreSQL's <c>ts_rank_cd</c>; 10 and more for a commit id.</param>
/// <param name="VectorRank">From 1; null when it was not among the nearest.</param>
/// <param name="Similarity">Cosine, -1 to 1.</param>
public sealed record SearchScore(double Fused, int? TextRank, double? TextScore, int? VectorRank, double? Similarity);

public sealed record MatchedActivity(Guid Id, string ExternalId, string Title, string Container, string? Url);
