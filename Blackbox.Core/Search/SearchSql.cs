namespace Blackbox.Core.Search;

/// <summary>
/// The one statement of search. Filters that are null fold away when the statement is planned, which is at each call: the values decide the plan, so it
/// must not be prepared.
/// </summary>
internal static class SearchSql
{
    /// <summary>
    /// Settings for the statement after it in the same batch, and so in the same transaction. A query of stop words alone is no
    /// news to anybody. The planner does not know what matching words in a wide row costs, and would rather read every row than ask the GIN index;
    /// seldom is a search so long that compiling it would pay.
    /// </summary>
    public const string Settings = """
        SELECT set_config('hnsw.ef_search', @ef_search, true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
            set_config('hnsw.max_scan_tuples', @max_scan_tuples, true), set_config('client_min_messages', 'warning', true),
            set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true)
        """;

    /// <summary>
    /// Parameters: user, platform, from, to, container (filters); text, prefixes, commits (words); vector, model, max_distance (meaning); exact_up_to,
    /// ranked_matches, candidates; limit, offset.
    /// Up to exact_up_to summaries within the filters, which is what a person has, `own` reads them once for both halves: fewer rows than the GIN index
    /// finds among everybody's, and exact. Over it, rare words are looked up in the GIN index; for common ones that would read half the record, and walking
    /// back from the newest day finds enough matches soon. Which it is, the newest summaries tell. The newest matches are ranked.
    /// Halves: `words` ranks days by the best of their summary, their activities and their note; `meaning` by cosine distance. They are fused by
    /// reciprocal rank with k = 60 (G. V. Cormack, C. L. A. Clarke, S. Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank
    /// Learning Methods, SIGIR 2009). What is for small and for large records excludes the other by a condition that is checked once.
    /// </summary>
    public const string Find = $"""
        WITH me AS (
            SELECT id, time_zone FROM users WHERE id = @user AND deleted_at IS NULL),
        query AS (
            SELECT tsvector_to_array(to_tsvector('english', @text)) AS stems),
        container_days AS (
            SELECT DISTINCT a.platform, (a.occurred_at AT TIME ZONE me.time_zone)::date AS date
            FROM me JOIN identities i ON i.user_id = me.id JOIN activities a ON a.identity_id = i.id
            WHERE @container IS NOT NULL AND a.deleted_at IS NULL AND (NOT a.is_private OR i.assigned_by <> 'scope') AND {InContainer}),
        size AS (
            SELECT count(*) AS summaries FROM (
                SELECT FROM platform_summaries s
                WHERE s.user_id = @user AND (@platform IS NULL OR s.platform = @platform)
                    AND (@from IS NULL OR s.date >= @from) AND (@to IS NULL OR s.date <= @to)
                LIMIT @exact_up_to + 1) s),
        own AS MATERIALIZED (
            SELECT s.id, s.date, s.platform, s.search_vector @@ {Words} AS is_match,
                CASE WHEN s.embedding_model = @model THEN s.embedding <=> @vector END AS distance
            FROM platform_summaries s WHERE {InFilters} AND {IsSmall}),
        sample AS (
            SELECT count(*) FILTER (WHERE s.search_vector @@ {Words}) >= {CommonInSample} AS is_common
            FROM (SELECT s.search_vector FROM platform_summaries s WHERE {InFilters} AND NOT {IsSmall} ORDER BY s.date DESC LIMIT {Sample}) s),
        hits AS MATERIALIZED (
            SELECT id, date FROM own WHERE is_match
            UNION ALL
            SELECT s.id, s.date FROM platform_summaries s
            WHERE {InFilters} AND s.search_vector @@ {Words} AND NOT {IsSmall} AND NOT (SELECT is_common FROM sample)),
        summary_words AS (
            SELECT s.date, s.platform, ts_rank_cd(s.search_vector, {Words}) AS score
            FROM (SELECT id FROM hits ORDER BY date DESC, id LIMIT @ranked_matches) newest
            JOIN platform_summaries s ON s.id = newest.id
            UNION ALL
            SELECT date, platform, ts_rank_cd(search_vector, {Words})
            FROM (
                SELECT s.date, s.platform, s.search_vector FROM platform_summaries s
                WHERE {InFilters} AND s.search_vector @@ {Words} AND NOT {IsSmall} AND (SELECT is_common FROM sample)
                ORDER BY s.date DESC LIMIT @ranked_matches) newest),
        note_words AS (
            SELECT n.date, 'note' AS platform, ts_rank_cd(to_tsvector('english', n.content), {Words}) AS score
            FROM (
                SELECT d.date FROM daily_summaries d
                WHERE d.user_id = @user AND (@platform IS NULL OR @platform = 'note') AND @container IS NULL
                    AND (@from IS NULL OR d.date >= @from) AND (@to IS NULL OR d.date <= @to) AND d.search_vector @@ {Words}
                    AND EXISTS (SELECT FROM notes n WHERE n.user_id = @user AND n.date = d.date)
                ORDER BY d.date DESC LIMIT @ranked_matches) d
            JOIN notes n ON n.user_id = @user AND n.date = d.date
            WHERE to_tsvector('english', n.content) @@ {Words}),
        activity_words AS (
            SELECT id, external_id, title, container, url, platform, date, max(score) AS score
            FROM (
                (SELECT a.id, a.external_id, a.title, a.container, a.url, a.platform, (a.occurred_at AT TIME ZONE me.time_zone)::date AS date,
                    ts_rank_cd(a.search_vector, {Words}) AS score
                FROM me JOIN identities i ON i.user_id = me.id JOIN activities a ON a.identity_id = i.id
                WHERE a.search_vector @@ {Words} AND {ActivityInFilters}
                ORDER BY a.occurred_at DESC, a.id LIMIT @ranked_matches)
                UNION ALL
                (SELECT a.id, a.external_id, a.title, a.container, a.url, a.platform, (a.occurred_at AT TIME ZONE me.time_zone)::date, 10
                FROM unnest(@commits) AS beginning
                JOIN activities a ON a.platform = 'git' AND a.external_id >= beginning AND a.external_id < beginning || 'g'
                JOIN identities i ON i.id = a.identity_id JOIN me ON i.user_id = me.id
                WHERE {ActivityInFilters}
                LIMIT @ranked_matches)) a
            GROUP BY id, external_id, title, container, url, platform, date),
        words AS (
            SELECT date, platform, score, row_number() OVER (ORDER BY score DESC, date DESC, platform) AS rank
            FROM (
                SELECT date, platform, max(score) AS score
                FROM (
                    SELECT date, platform, score FROM summary_words
                    UNION ALL SELECT date, platform, score FROM activity_words
                    UNION ALL SELECT date, platform, score FROM note_words) w
                GROUP BY date, platform) w
            ORDER BY score DESC, date DESC, platform LIMIT @candidates),
        meaning AS (
            SELECT date, platform, distance, row_number() OVER (ORDER BY distance, date DESC, platform) AS rank
            FROM (
                (SELECT date, platform, distance FROM own WHERE distance IS NOT NULL ORDER BY distance, date DESC, platform LIMIT @candidates)
                UNION ALL
                (SELECT s.date, s.platform, s.embedding <=> @vector AS distance FROM platform_summaries s
                WHERE {InFilters} AND s.embedding_model = @model AND NOT {IsSmall}
                ORDER BY s.embedding <=> @vector LIMIT @candidates)) s
            WHERE distance <= @max_distance),
        fused AS (
            SELECT date, platform, w.rank AS text_rank, w.score AS text_score, m.rank AS vector_rank, 1 - m.distance AS similarity,
                coalesce(1.0 / (60 + w.rank), 0) + coalesce(1.0 / (60 + m.rank), 0) AS score
            FROM words w FULL JOIN meaning m USING (date, platform)
            ORDER BY score DESC, date DESC, platform LIMIT @limit OFFSET @offset)
        SELECT f.date, f.platform, f.score::float8, f.text_rank::int, f.text_score::float8, f.vector_rank::int, f.similarity::float8,
            left(coalesce(s.content, n.content, ''), {SnippetCharacters}), (SELECT stems FROM query),
            (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'externalId', a.external_id, 'title', a.title, 'container', a.container, 'url', a.url)
                ORDER BY a.score DESC, a.external_id)
            FROM (
                SELECT * FROM (
                    SELECT DISTINCT ON (a.external_id) a.* FROM activity_words a WHERE a.date = f.date AND a.platform = f.platform
                    ORDER BY a.external_id, a.score DESC, a.id) a
                ORDER BY a.score DESC, a.external_id LIMIT 5) a)::text
        FROM fused f
        LEFT JOIN platform_summaries s ON s.user_id = @user AND s.date = f.date AND s.platform = f.platform
        LEFT JOIN notes n ON f.platform = 'note' AND n.user_id = @user AND n.date = f.date
        ORDER BY f.score DESC, f.date DESC, f.platform
        """;

    /// <summary>The newest days and notes within the filters. Parameters: user, platform, from, to, container; limit, offset.</summary>
    public const string Newest = $"""
        WITH me AS (
            SELECT id, time_zone FROM users WHERE id = @user AND deleted_at IS NULL),
        container_days AS (
            SELECT DISTINCT a.platform, (a.occurred_at AT TIME ZONE me.time_zone)::date AS date
            FROM me JOIN identities i ON i.user_id = me.id JOIN activities a ON a.identity_id = i.id
            WHERE @container IS NOT NULL AND a.deleted_at IS NULL AND (NOT a.is_private OR i.assigned_by <> 'scope') AND {InContainer}),
        days AS (
            (SELECT s.date, s.platform, s.content FROM platform_summaries s JOIN me ON s.user_id = me.id
            WHERE {InFilters}
            ORDER BY s.date DESC, s.platform LIMIT @limit + @offset)
            UNION ALL
            (SELECT n.date, 'note', n.content FROM notes n JOIN me ON n.user_id = me.id
            WHERE n.content <> '' AND (@platform IS NULL OR @platform = 'note') AND @container IS NULL
                AND (@from IS NULL OR n.date >= @from) AND (@to IS NULL OR n.date <= @to)
            ORDER BY n.date DESC LIMIT @limit + @offset))
        SELECT date, platform, 0::float8, NULL::int, NULL::float8, NULL::int, NULL::float8, left(content, {SnippetCharacters}), ARRAY[]::text[], NULL::text
        FROM days ORDER BY date DESC, platform LIMIT @limit OFFSET @offset
        """;

    private const string Sample = "40";
    private const string CommonInSample = "8";
    private const string SnippetCharacters = "4000";

    private const string IsSmall = "((SELECT summaries FROM size) <= @exact_up_to)";

    private const string Words = "(websearch_to_tsquery('english', @text) || to_tsquery('english', @prefixes))";

    // Summaries of empty days are nothing to find.
    private const string InFilters = """
        s.user_id = @user AND s.activity_count > 0 AND (@platform IS NULL OR s.platform = @platform)
            AND (@from IS NULL OR s.date >= @from) AND (@to IS NULL OR s.date <= @to)
            AND (@container IS NULL OR EXISTS (SELECT FROM container_days c WHERE c.date = s.date AND c.platform = s.platform))
        """;

    private const string ActivityInFilters = $"""
        a.deleted_at IS NULL AND (NOT a.is_private OR i.assigned_by <> 'scope') AND (@platform IS NULL OR a.platform = @platform)
            AND (@from IS NULL OR a.occurred_at >= (@from::timestamp AT TIME ZONE (SELECT time_zone FROM me)))
            AND (@to IS NULL OR a.occurred_at < ((@to + 1)::timestamp AT TIME ZONE (SELECT time_zone FROM me)))
            AND (@container IS NULL OR {InContainer})
        """;

    private const string InContainer = "(a.container = @container OR right(a.container, length(@container) + 1) = '/' || @container)";
}
