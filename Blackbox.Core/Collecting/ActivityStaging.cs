using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>
/// Writes what a collector finds into a temporary table by binary COPY, many at once: while a platform is waited for, no statement is open. Nothing of
/// the record is touched; texts are made storable and cut to their columns here, and an item that cannot be stored is reported and skipped.
/// </summary>
internal sealed class ActivityStaging(NpgsqlConnection connection, TimeWindow window, CollectionReport report, TimeProvider time)
{
    public const string Table = "staged_activities";

    /// <summary>Activities that are written at once.</summary>
    private const int MaxBatch = 2_000;

    /// <summary>Characters of theirs, so that long ones do not fill the memory.</summary>
    private const long MaxBatchCharacters = 4_000_000;

    private const string CreateSql = $"""
        CREATE TEMP TABLE IF NOT EXISTS {Table} (
            id uuid, person text, kind text, external_id text, occurred_at timestamptz, title text, body text,
            container text, url text, thread text, is_private boolean, details jsonb, content_hash bytea, adds boolean);
        TRUNCATE {Table}
        """;

    private readonly SequentialIds _ids = new(time);
    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<string, string> _people = [];
    private readonly ArrayBufferWriter<byte> _hashed = new();

    /// <summary>Display names by external id of everyone who did something that may be new to the record.</summary>
    public IReadOnlyDictionary<string, string> People => _people;

    public int Count { get; private set; }

    /// <param name="progress">Told the count after each item.</param>
    public async Task StageAsync(IAsyncEnumerable<CollectedActivity> activities, Action<int> progress, CancellationToken cancellationToken)
    {
        await ExecuteAsync(CreateSql, cancellationToken);
        var (batch, characters) = (new List<CollectedActivity>(), 0L);
        await foreach (var activity in activities.WithCancellation(cancellationToken))
        {
            if (!IsStorable(activity) || !IsNew(activity))
                continue;
            batch.Add(activity);
            characters += activity.Body.Length + activity.Details.Length;
            progress(++Count);
            if (batch.Count < MaxBatch && characters < MaxBatchCharacters)
                continue;
            await WriteAsync(batch, cancellationToken);
            batch.Clear();
            characters = 0;
        }
        await WriteAsync(batch, cancellationToken);
        await ExecuteAsync($"ANALYZE {Table}", cancellationToken);
    }

    private async Task WriteAsync(List<CollectedActivity> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        await using var importer = await connection.BeginBinaryImportAsync($"COPY {Table} FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var activity in batch)
            await WriteAsync(importer, activity, cancellationToken);
        await importer.CompleteAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private bool IsStorable(CollectedActivity activity)
    {
        var wrong = activity switch
        {
            { ExternalId.Length: 0 or > Activity.MaxExternalIdLength } => "its key is empty or too long",
            { Person.ExternalId.Length: 0 or > Identity.MaxExternalIdLength } => "its person's key is empty or too long",
            { Kind.Length: 0 or > Activity.MaxKindLength } => "its kind is empty or too long",
            { Thread.Length: 0 or > Activity.MaxThreadLength } => "the key of what it belongs to is empty or too long",
            { Details: var details } when !IsJsonObject(details) => "its details are not a JSON object",
            _ => null,
        };
        if (wrong is not null)
            report.ItemSkipped(activity.Container, "malformed", $"An item was skipped: {wrong}.");
        return wrong is null;
    }

    private static bool IsJsonObject(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A source may list the same thing twice, as when pages shift while they are read; the merge must see each key once.
    private bool IsNew(CollectedActivity activity)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{activity.Person.ExternalId}\0{activity.ExternalId}"));
        return _seen.Add(BinaryPrimitives.ReadUInt128BigEndian(key));
    }

    private async Task WriteAsync(NpgsqlBinaryImporter importer, CollectedActivity activity, CancellationToken cancellationToken)
    {
        var person = Texts.Storable(activity.Person.ExternalId);
        var adds = window.Contains(activity.OccurredAt) || (activity.EnteredAt is { } entered && window.Contains(entered));
        if (adds)
            _people[person] = Texts.Cut(Texts.Storable(activity.Person.DisplayName), Identity.MaxDisplayNameLength);
        var externalId = Texts.Storable(activity.ExternalId);
        var title = Texts.Cut(Texts.Storable(activity.Title), Activity.MaxTitleLength);
        var body = Texts.Cut(Texts.Storable(activity.Body), Activity.MaxBodyLength);
        var container = Texts.Cut(Texts.Storable(activity.Container), Activity.MaxContainerLength);
        var url = activity.Url is { Length: <= Activity.MaxUrlLength } ? Texts.Storable(activity.Url) : null;
        var thread = activity.Thread is null ? null : Texts.Storable(activity.Thread);
        var details = Texts.StorableJson(activity.Details);
        // The column holds microseconds; what it would round off must not look like a change.
        var occurredAt = activity.OccurredAt.UtcDateTime.AddTicks(-(activity.OccurredAt.Ticks % TimeSpan.TicksPerMicrosecond));

        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(_ids.Next(), NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(person, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(activity.Kind, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(externalId, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(occurredAt, NpgsqlDbType.TimestampTz, cancellationToken);
        await importer.WriteAsync(title, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(body, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(container, NpgsqlDbType.Text, cancellationToken);
        await WriteAsync(importer, url, cancellationToken);
        await WriteAsync(importer, thread, cancellationToken);
        await importer.WriteAsync(activity.IsPrivate, NpgsqlDbType.Boolean, cancellationToken);
        await importer.WriteAsync(details, NpgsqlDbType.Jsonb, cancellationToken);
        // What most platforms have not does not change their hashes.
        List<string> fields = [activity.Kind, title, body, container, url ?? "", details];
        if (thread is not null)
            fields.Add($"thread {thread}");
        if (activity.IsPrivate)
            fields.Add("private");
        await importer.WriteAsync(Hash(fields, occurredAt), NpgsqlDbType.Bytea, cancellationToken);
        await importer.WriteAsync(adds, NpgsqlDbType.Boolean, cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter importer, string? text, CancellationToken cancellationToken) =>
        text is null ? importer.WriteNullAsync(cancellationToken) : importer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    // Each field with its length before it, so that no two contents run into the same bytes.
    private byte[] Hash(IReadOnlyList<string> fields, DateTime occurredAt)
    {
        _hashed.ResetWrittenCount();
        BinaryPrimitives.WriteInt64LittleEndian(_hashed.GetSpan(sizeof(long)), occurredAt.Ticks);
        _hashed.Advance(sizeof(long));
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_hashed.GetSpan(sizeof(int)), field.Length);
            _hashed.Advance(sizeof(int));
            Encoding.UTF8.GetBytes(field, _hashed);
        }
        return SHA256.HashData(_hashed.WrittenSpan);
    }
}
