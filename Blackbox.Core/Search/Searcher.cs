using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Llm;
using Blackbox.Core.Summaries;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Pgvector;

namespace Blackbox.Core.Search;

/// <summary>Finds days by words and by meaning. Safe for concurrent use.</summary>
public sealed class Searcher(NpgsqlDataSource dataSource, Embedder embedder, TimeProvider time, IOptions<SearchOptions> options)
{
    private const string Name = "Blackbox.Search";

    /// <summary>Texts without a common feature are about this near to each other with the built-in embedder: no neighbours, only noise.</summary>
    private const double HashingNoise = 0.06;

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("blackbox.search.duration", "s", "Time to answer a search");

    /// <summary>One statement, whatever is asked; the query text can be anything.</summary>
    public async Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity("search");
        var started = time.GetTimestamp();
        var limit = Math.Clamp(query.Limit, 1, SearchQuery.MaxLimit);
        var understood = await UnderstandAsync(query, cancellationToken);
        EmbeddedText? embedded = null;
        if (understood.Text.Length > 0)
        {
            embedded = (await embedder.EmbedAsync([understood.Text], options.Value.EmbeddingTimeout, cancellationToken)).Texts[0];
            understood = understood with { EmbeddingModel = embedded.Model };
        }
        var results = understood.From > understood.To ? [] : await ReadAsync(query, understood, embedded, limit, cancellationToken);
        activity?.SetTag("search.results", Math.Min(results.Count, limit));
        Duration.Record(time.GetElapsedTime(started).TotalSeconds);
        return new([.. results.Take(limit)], results.Count > limit, understood);
    }

    private async Task<Understanding> UnderstandAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var text = PlainText.Line(PlainText.Cut(query.Text, SearchQuery.MaxTextLength), SearchQuery.MaxTextLength);
        if (!DatePhrases.MayBeIn(text))
            return new(text, null, query.From, query.To, null);
        var found = DatePhrases.Find(text, await TodayAsync(query.UserId, cancellationToken));
        if (found is null)
            return new(text, null, query.From, query.To, null);
        // What was said in words narrows what was set; it never widens it.
        var from = query.From is null || found.From > query.From ? found.From : query.From;
        var to = query.To is null || found.To < query.To ? found.To : query.To;
        return new(found.Rest, found.Phrase, from, to, null);
    }

    private async Task<DateOnly> TodayAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT time_zone FROM users WHERE id = $1");
        command.Parameters.Add(new() { Value = userId });
        var zone = await command.ExecuteScalarAsync(cancellationToken) as string;
        return TimeWindow.LocalDate(time.GetUtcNow(), zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    private async Task<List<SearchResult>> ReadAsync(
        SearchQuery query, Understanding understood, EmbeddedText? embedded, int limit, CancellationToken cancellationToken)
    {
        // A batch is one round trip and one transaction, so the settings hold for the statement and no longer.
        await using var batch = dataSource.CreateBatch();
        var words = SearchWords.Of(understood.Text);
        var offset = Math.Clamp(query.Offset, 0, SearchQuery.MaxOffset);
        var main = new NpgsqlBatchCommand(embedded is null ? SearchSql.Newest : SearchSql.Find);
        AddFilters(main.Parameters, query, understood);
        // One more than wanted tells whether there are more.
        main.Parameters.Add(new("limit", NpgsqlDbType.Integer) { Value = limit + 1 });
        main.Parameters.Add(new("offset", NpgsqlDbType.Integer) { Value = offset });
        if (embedded is not null)
        {
            batch.BatchCommands.Add(Settings());
            AddWordsAndMeaning(main.Parameters, words, embedded, limit + 1 + offset);
        }
        batch.BatchCommands.Add(main);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (embedded is not null)
            await reader.NextResultAsync(cancellationToken);
        var results = new List<SearchResult>();
        while (await reader.ReadAsync(cancellationToken))
            results.Add(Read(reader, words.Words));
        return results;
    }

    private NpgsqlBatchCommand Settings()
    {
        var command = new NpgsqlBatchCommand(SearchSql.Settings);
        command.Parameters.Add(new("ef_search", options.Value.EfSearch.ToString(CultureInfo.InvariantCulture)));
        command.Parameters.Add(new("max_scan_tuples", options.Value.MaxScanTuples.ToString(CultureInfo.InvariantCulture)));
        return command;
    }

    private static void AddFilters(NpgsqlParameterCollection parameters, SearchQuery query, Understanding understood)
    {
        parameters.Add(new("user", NpgsqlDbType.Uuid) { Value = query.UserId });
        parameters.Add(new("platform", NpgsqlDbType.Text) { Value = Storable(query.Platform) });
        parameters.Add(new("from", NpgsqlDbType.Date) { Value = (object?)understood.From ?? DBNull.Value });
        parameters.Add(new("to", NpgsqlDbType.Date) { Value = (object?)understood.To ?? DBNull.Value });
        parameters.Add(new("container", NpgsqlDbType.Text) { Value = Storable(query.Container) });
    }

    private void AddWordsAndMeaning(NpgsqlParameterCollection parameters, SearchWords words, EmbeddedText embedded, int wanted)
    {
        parameters.Add(new("text", NpgsqlDbType.Text) { Value = words.Text });
        parameters.Add(new("prefixes", NpgsqlDbType.Text) { Value = words.Prefixes });
        parameters.Add(new("commits", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = words.Commits });
        parameters.Add(new NpgsqlParameter<Vector>("vector", embedded.Vector));
        parameters.Add(new("model", NpgsqlDbType.Text) { Value = embedded.Model });
        parameters.Add(new("max_distance", NpgsqlDbType.Double) { Value = embedded.Model == HashingEmbedder.Model ? 1 - HashingNoise : 2.0 });
        parameters.Add(new("exact_up_to", NpgsqlDbType.Integer) { Value = options.Value.ExactUpTo });
        parameters.Add(new("ranked_matches", NpgsqlDbType.Integer) { Value = Math.Max(options.Value.RankedMatches, wanted) });
        parameters.Add(new("candidates", NpgsqlDbType.Integer) { Value = Math.Max(options.Value.Candidates, wanted) });
    }

    // The database holds no NUL and no lone surrogate, so nothing can equal them.
    private static object Storable(string? filter) => filter is null ? DBNull.Value : PlainText.Line(filter, 1_000);

    private static SearchResult Read(NpgsqlDataReader reader, IReadOnlyList<string> words) => new(
        reader.GetFieldValue<DateOnly>(0),
        reader.GetString(1),
        Snippet.Title(reader.GetString(7)),
        Snippet.Of(reader.GetString(7), words, reader.GetFieldValue<string[]>(8)),
        new(
            reader.GetDouble(2),
            reader.IsDBNull(3) ? null : reader.GetInt32(3),
            reader.IsDBNull(4) ? null : reader.GetDouble(4),
            reader.IsDBNull(5) ? null : reader.GetInt32(5),
            reader.IsDBNull(6) ? null : reader.GetDouble(6)),
        reader.IsDBNull(9) ? [] : JsonSerializer.Deserialize<List<MatchedActivity>>(reader.GetString(9), JsonSerializerOptions.Web)!);
}
