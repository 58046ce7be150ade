using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>
/// Reads a listing of <see cref="Arguments"/> in chunks of any size. What a field, a commit's list of files or of parents may hold is bounded,
/// so the memory it needs is, too.
/// </summary>
/// <remarks>
/// A record, with | for NUL: the fields of the format, then each file of the commit. The first file has a line feed before it, and a renamed
/// file's paths have fields of their own. A record ends where another field begins with the C.
/// <code>
/// C1f0c…|parent parent|1767366245 +0900|1767366300 +0900|Ada|ada@example.org|Ada|ada@example.org||refs/heads/main|Subject\n\nBody\n|
/// \n12\t3\tsrc/api.cs|-\t-\tlogo.png|1\t0\t|old.txt|new.txt|C77ab…
/// </code>
/// </remarks>
internal sealed class GitLogParser(TimeWindow window)
{
    /// <summary>Files of a commit that are kept.</summary>
    public const int MaxFiles = 200;

    /// <summary>Parents of a merge that are kept.</summary>
    public const int MaxParents = 50;

    /// <summary>Bytes of a path that are kept.</summary>
    public const int MaxPathBytes = 2_048;

    private const int MaxFieldBytes = 2_048;
    private const int MaxCountsBytes = 64;
    private const int MaxParentsBytes = MaxParents * 65;

    // A char is at most three bytes; the subject is kept besides the body.
    private const int MaxMessageBytes = 3 * (Activity.MaxBodyLength + Activity.MaxTitleLength);

    private const int MinShaLength = 40;
    private const int MaxShaLength = 64;

    private enum Field
    {
        Start,
        Parents,
        Authored,
        Committed,
        AuthorName,
        AuthorEmail,
        CommitterName,
        CommitterEmail,
        Encoding,
        Source,
        Message,
        File,
        OldPath,
        NewPath,
    }

    /// <summary>Options of <c>git log</c> that give the listing; <c>--numstat</c> may be left out.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "-z", "--format=C%H%x00%P%x00%ad%x00%cd%x00%aN%x00%aE%x00%cN%x00%cE%x00%e%x00%S%x00%B", "--date=raw", "--encoding=UTF-8",
        "--no-show-signature", "--no-notes", "--no-color", "--no-decorate",
    ];

    /// <summary>Options of <c>git log</c> that add the files.</summary>
    public static IReadOnlyList<string> FileArguments { get; } = ["--numstat", "-M", "--no-ext-diff", "--no-textconv"];

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    private readonly Utf8Cache _names = new();
    private byte[] _kept = new byte[4096];
    private int _keptLength;
    private int _spaces;
    private long? _added;
    private long? _deleted;
    private string? _oldPath;
    private bool _cut;
    private bool _inField;
    private Field _field = Field.Start;
    private GitCommit? _commit;

    /// <summary>Reads on; what was read is cut off <paramref name="input"/>.</summary>
    /// <returns>True with a commit that is complete; false when more input is needed.</returns>
    /// <exception cref="InvalidDataException">The input is no such listing.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, [NotNullWhen(true)] out GitCommit? commit)
    {
        while (!input.IsEmpty)
        {
            var end = input.IndexOf((byte)0);
            if (end < 0)
            {
                Keep(input);
                input = default;
                break;
            }

            var rest = input[..end];
            input = input[(end + 1)..];
            GitCommit? completed;
            if (_inField)
            {
                Keep(rest);
                completed = Read(_kept.AsSpan(0, _keptLength));
            }
            else
            {
                if (_field == Field.Parents)
                    _spaces = rest.Count((byte)' ');
                var limit = Limit();
                _cut = rest.Length > limit;
                completed = Read(_cut ? rest[..limit] : rest);
            }
            (_keptLength, _cut, _inField) = (0, false, false);
            if (completed is not null)
            {
                commit = completed;
                return true;
            }
        }
        commit = null;
        return false;
    }

    /// <summary>The last commit, at the listing's end.</summary>
    /// <exception cref="InvalidDataException">The listing ends within a record.</exception>
    public GitCommit? Complete()
    {
        if (_inField || _field is not (Field.Start or Field.File))
            throw new InvalidDataException("The listing ends within a commit.");
        var last = _commit;
        (_commit, _field) = (null, Field.Start);
        return last;
    }

    private int Limit() => _field switch
    {
        Field.Message => MaxMessageBytes,
        Field.Parents => MaxParentsBytes,
        Field.File => MaxCountsBytes + MaxPathBytes,
        Field.OldPath or Field.NewPath => MaxPathBytes,
        _ => MaxFieldBytes,
    };

    // A field that does not end in this chunk.
    private void Keep(ReadOnlySpan<byte> part)
    {
        _inField = true;
        if (_field == Field.Parents)
            _spaces += part.Count((byte)' ');
        var fits = Math.Min(part.Length, Limit() - _keptLength);
        _cut |= fits < part.Length;
        if (_keptLength + fits > _kept.Length)
            Array.Resize(ref _kept, Math.Max(_keptLength + fits, _kept.Length * 2));
        part[..fits].CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += fits;
    }

    private GitCommit? Read(ReadOnlySpan<byte> field)
    {
        switch (_field)
        {
            case Field.Start:
                Begin(field);
                return null;
            case Field.File:
                if (field is [(byte)'C', ..])
                {
                    var completed = _commit;
                    Begin(field);
                    return completed;
                }
                ReadFile(field);
                return null;
            case Field.OldPath:
                _oldPath = Text(field);
                _commit!.PathTruncated |= _cut;
                _field = Field.NewPath;
                return null;
            case Field.NewPath:
                AddFile(field);
                return null;
            default:
                ReadHeader(field);
                _field++;
                return null;
        }
    }

    private void Begin(ReadOnlySpan<byte> field)
    {
        if (field is not [(byte)'C', .. var sha] || sha.Length is not (MinShaLength or MaxShaLength) || sha.ContainsAnyExcept(HexDigits))
            throw new InvalidDataException("The listing holds something that is not a commit.");
        _commit = new() { Sha = Encoding.ASCII.GetString(sha) };
        _field = Field.Parents;
        _spaces = 0;
    }

    private void ReadHeader(ReadOnlySpan<byte> field)
    {
        var commit = _commit!;
        if (_field == Field.Parents)
        {
            ReadParents(commit, field);
        }
        else if (_field == Field.Authored)
        {
            commit.Authored = GitDate.Parse(field);
        }
        else if (_field == Field.Committed)
        {
            commit.Committed = GitDate.Parse(field);
            commit.OccurredAt = GitDate.OccurredAt(commit.Authored, commit.Committed);
            commit.InWindow = commit.OccurredAt is { } occurred && window.Contains(occurred);
        }
        else if (commit.InWindow)
        {
            ReadText(commit, field);
        }
    }

    private void ReadText(GitCommit commit, ReadOnlySpan<byte> field)
    {
        switch (_field)
        {
            case Field.AuthorName:
                commit.Author = new(_names.Get(field), "");
                break;
            case Field.AuthorEmail:
                commit.Author = commit.Author with { Email = _names.Get(field) };
                break;
            case Field.CommitterName:
                commit.Committer = new(_names.Get(field), "");
                break;
            case Field.CommitterEmail:
                commit.Committer = commit.Committer with { Email = _names.Get(field) };
                break;
            case Field.Encoding:
                commit.Encoding = _names.Get(field);
                break;
            case Field.Source:
                commit.Source = _names.Get(field);
                break;
            case Field.Message:
                (commit.Subject, commit.Body, commit.MessageTruncated) = GitMessage.Split(Text(field), _cut);
                break;
        }
    }

    private void ReadParents(GitCommit commit, ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
            return;
        commit.ParentCount = _spaces + 1;
        var parents = new List<string>(Math.Min(commit.ParentCount, MaxParents));
        foreach (var range in field.Split((byte)' '))
        {
            if (parents.Count == MaxParents)
                break;
            parents.Add(Encoding.ASCII.GetString(field[range]));
        }
        commit.Parents = parents;
    }

    private void ReadFile(ReadOnlySpan<byte> field)
    {
        if (field is [(byte)'\n', .. var first])
            field = first;
        if (field.IsEmpty)
            return;
        var rest = field;
        if (!TryReadCount(ref rest, out _added) || !TryReadCount(ref rest, out _deleted))
            throw new InvalidDataException("The listing holds something that is not a file's change.");
        if (rest.IsEmpty)
            _field = Field.OldPath;
        else
            AddFile(rest);
    }

    // "12\t", or "-\t" for a binary file.
    private static bool TryReadCount(ref ReadOnlySpan<byte> text, out long? count)
    {
        count = null;
        if (text is [(byte)'-', (byte)'\t', .. var binary])
        {
            text = binary;
            return true;
        }
        if (!Utf8Parser.TryParse(text, out long number, out var length) || number < 0 || length >= text.Length || text[length] != '\t')
            return false;
        count = number;
        text = text[(length + 1)..];
        return true;
    }

    private void AddFile(ReadOnlySpan<byte> path)
    {
        var commit = _commit!;
        commit.FileCount++;
        commit.Added += _added ?? 0;
        commit.Deleted += _deleted ?? 0;
        if (commit.InWindow && commit.Files.Count < MaxFiles)
        {
            commit.PathTruncated |= _cut || path.Length > MaxPathBytes;
            commit.Files.Add(new(Text(path[..Math.Min(path.Length, MaxPathBytes)]), _oldPath, _added, _deleted));
        }
        _oldPath = null;
        _field = Field.File;
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field);
}
