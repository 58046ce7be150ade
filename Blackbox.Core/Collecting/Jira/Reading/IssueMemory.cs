using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>
/// Remembers what was found in an issue under the version that it had, in parts that are small enough to be held: an issue that did not change is read from
/// here and costs no request.
/// </summary>
internal sealed class IssueMemory(FetchMemory memory)
{
    /// <summary>Changes when what is made of an issue changes, so that it is made anew.</summary>
    private const string Format = "1";

    /// <summary>Bytes of a part, uncompressed.</summary>
    private const int PartLength = 1024 * 1024;

    public async Task<RememberedIssue?> FindAsync(long id, CancellationToken cancellationToken)
    {
        if (await memory.FindAsync(KeyOf(id, 0), cancellationToken) is not { Version: { } version } first || Parse(first.Body) is not { } activities
            || !version.StartsWith(Format + " ", StringComparison.Ordinal) || !int.TryParse(first.Next, NumberStyles.None, CultureInfo.InvariantCulture, out var parts))
            return null;
        return new(version[(Format.Length + 1)..], activities, first, parts);
    }

    /// <summary>What is in the parts after the first.</summary>
    /// <param name="lost">Told where a part is not there any more, so that the issue is to be read again.</param>
    public async IAsyncEnumerable<CollectedActivity> RestAsync(
        long id, RememberedIssue remembered, Action lost, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await memory.ConfirmAsync(KeyOf(id, 0), remembered.First, remembered.First.Next, always: false, cancellationToken);
        for (var part = 1; part < remembered.Parts; part++)
        {
            if (await memory.FindAsync(KeyOf(id, part), cancellationToken) is not { } found || found.Version != remembered.First.Version || Parse(found.Body) is not { } activities)
            {
                lost();
                yield break;
            }
            await memory.ConfirmAsync(KeyOf(id, part), found, found.Next, always: false, cancellationToken);
            foreach (var activity in activities)
                yield return activity;
        }
    }

    /// <summary>Begins to remember an issue.</summary>
    public Recording Record(long id, string version) => new(memory, id, $"{Format} {version}");

    private static string KeyOf(long id, int part) => string.Create(CultureInfo.InvariantCulture, $"issue:{id}:{part}");

    // Null where it was written in another form: then it is as if nothing were remembered.
    private static List<CollectedActivity>? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<List<CollectedActivity>>(body);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Writes an issue's activities as they are found. Until it is completed, nothing counts as remembered.</summary>
    internal sealed class Recording(FetchMemory memory, long id, string version)
    {
        private readonly ArrayBufferWriter<byte> _part = new();
        private byte[]? _first;
        private int _parts;

        public async Task AddAsync(CollectedActivity activity, CancellationToken cancellationToken)
        {
            _part.Write(_part.WrittenCount == 0 ? "["u8 : ","u8);
            _part.Write(JsonSerializer.SerializeToUtf8Bytes(activity));
            if (_part.WrittenCount >= PartLength)
                await EndPartAsync(cancellationToken);
        }

        // The first part names the version and how many there are, so it comes last.
        public async Task CompleteAsync(CancellationToken cancellationToken)
        {
            if (_part.WrittenCount > 0 || _parts == 0)
                await EndPartAsync(cancellationToken);
            await memory.SaveAsync(KeyOf(id, 0), new(null, null, version), _parts.ToString(CultureInfo.InvariantCulture), _first!, cancellationToken);
        }

        private async Task EndPartAsync(CancellationToken cancellationToken)
        {
            _part.Write(_part.WrittenCount == 0 ? "[]"u8 : "]"u8);
            if (_parts++ == 0)
                _first = _part.WrittenSpan.ToArray();
            else
                await memory.SaveAsync(KeyOf(id, _parts - 1), new(null, null, version), null, _part.WrittenMemory, cancellationToken);
            _part.ResetWrittenCount();
        }
    }
}

/// <summary>An issue as it was read last.</summary>
/// <param name="Activities">Of the first part, in the order in which they were found: its creation first, where that is known.</param>
/// <param name="Parts">How many parts there are.</param>
internal sealed record RememberedIssue(string Version, IReadOnlyList<CollectedActivity> Activities, RememberedResponse First, int Parts);
