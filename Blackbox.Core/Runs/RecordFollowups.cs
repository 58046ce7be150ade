using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Asks for the summaries of days whose activities went from one record to another. Nothing is collected: it is all here.</summary>
internal static class RecordFollowups
{
    /// <summary>Years back from today that are made anew; older days follow when they are collected again.</summary>
    private const int MaxYears = 5;

    /// <summary>Quiet days in a row after which the rest is a run of its own, so that they stay without a summary as they were.</summary>
    private const int QuietDays = 14;

    private const int MaxRuns = 30;

    // No time zone is off by anything but quarters of an hour.
    private const string MomentsSql = """
        SELECT DISTINCT identity_id, date_bin('15 minutes', occurred_at, '2000-01-01Z') FROM activities
        WHERE identity_id = ANY ($1) AND occurred_at >= $2 AND occurred_at < $3
        """;

    private const string ZonesSql = "SELECT id, time_zone FROM users WHERE id = ANY ($1)";

    // A run that waits sees the change; it is held until it can.
    private const string RequestSql = """
        WITH waiting AS MATERIALIZED (
            SELECT user_id, from_date, to_date FROM runs
            WHERE user_id = ANY ($2) AND trigger = 'followup' AND status = 'queued' FOR NO KEY UPDATE)
        INSERT INTO runs (id, user_id, trigger, from_date, to_date, status, step, done, total, summaries_written, model_calls, attempts)
        SELECT wanted.id, wanted.user_id, 'followup', wanted.from_date, wanted.to_date, 'queued', 'waiting', 0, 0, 0, 0, 0
        FROM unnest($1, $2, $3, $4) AS wanted (id, user_id, from_date, to_date)
        WHERE NOT EXISTS (
            SELECT FROM waiting
            WHERE waiting.user_id = wanted.user_id AND waiting.from_date <= wanted.from_date AND waiting.to_date >= wanted.to_date)
        """;

    /// <param name="database">In the transaction that moves the identities, after it wrote so: what others commit meanwhile is seen.</param>
    public static async Task RequestAsync(
        NpgsqlConnection database, IReadOnlyList<IdentityMove> moves, TimeProvider time, CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
            return;
        var now = time.GetUtcNow();
        var moments = await MomentsAsync(database, [.. moves.Select(move => move.IdentityId).Distinct()], now, cancellationToken);
        if (moments.Count == 0)
            return;
        var people = moves.SelectMany(move => new[] { (move.FromUserId, move.IdentityId), (move.ToUserId, move.IdentityId) })
            .Where(pair => pair.Item1 is not null).ToLookup(pair => pair.Item1!.Value, pair => pair.IdentityId);
        var zones = await ZonesAsync(database, [.. people.Select(person => person.Key)], cancellationToken);
        var spans = people.OrderBy(person => person.Key)
            .SelectMany(person => Spans(person.SelectMany(identity => moments[identity]), zones[person.Key], now).Select(span => (User: person.Key, span.From, span.To)))
            .ToList();
        await RequestAsync(database, spans, time, cancellationToken);
    }

    /// <param name="spans">First and last local date, inclusive.</param>
    public static async Task RequestAsync(
        NpgsqlConnection database, IReadOnlyList<(Guid User, DateOnly From, DateOnly To)> spans, TimeProvider time, CancellationToken cancellationToken)
    {
        if (spans.Count == 0)
            return;
        var ids = new SequentialIds(time);
        await using var command = new NpgsqlCommand(RequestSql, database)
        {
            Parameters =
            {
                new() { Value = spans.Select(_ => ids.Next()).ToArray() }, new() { Value = spans.Select(span => span.User).ToArray() },
                new() { Value = spans.Select(span => span.From).ToArray() }, new() { Value = spans.Select(span => span.To).ToArray() },
            },
        };
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            return;
        await using var notify = new NpgsqlCommand($"NOTIFY {RunRequests.Channel}", database);
        await notify.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<(DateOnly From, DateOnly To)> Spans(IEnumerable<DateTimeOffset> moments, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = TimeWindow.LocalDate(now, zone);
        var dates = moments.Select(moment => TimeWindow.LocalDate(moment, zone)).Where(date => date <= today).Distinct().Order().ToList();
        if (dates.Count == 0)
            return [];
        var spans = new List<(DateOnly From, DateOnly To)> { (dates[0], dates[0]) };
        foreach (var date in dates.Skip(1))
        {
            if (date.DayNumber - spans[^1].To.DayNumber > QuietDays)
                spans.Add((date, date));
            else
                spans[^1] = (spans[^1].From, date);
        }
        return spans.Count <= MaxRuns ? spans : [(dates[0], dates[^1])];
    }

    private static async Task<ILookup<Guid, DateTimeOffset>> MomentsAsync(
        NpgsqlConnection database, Guid[] identities, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MomentsSql, database)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = identities }, new() { Value = now.AddYears(-MaxYears).UtcDateTime }, new() { Value = now.AddDays(2).UtcDateTime },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid Identity, DateTimeOffset Moment)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return rows.ToLookup(row => row.Identity, row => row.Moment);
    }

    private static async Task<Dictionary<Guid, TimeZoneInfo>> ZonesAsync(NpgsqlConnection database, Guid[] users, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ZonesSql, database) { Parameters = { new() { Value = users } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var zones = new Dictionary<Guid, TimeZoneInfo>();
        while (await reader.ReadAsync(cancellationToken))
            zones[reader.GetGuid(0)] = TimeZoneInfo.FindSystemTimeZoneById(reader.GetString(1));
        return zones;
    }
}
