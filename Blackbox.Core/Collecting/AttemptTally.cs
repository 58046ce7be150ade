using System.Text.Json;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting;

/// <summary>What an attempt has come across in all its slices so far.</summary>
internal sealed class AttemptTally
{
    private readonly List<CollectionProblem> _problems = [];
    private CollectionReport _open = new();
    private bool _listedAny;
    private int _failed;
    private int _requests;
    private int _notModified;
    private int _skipped;

    public SwapCounts Counts { get; private set; }
    public int Requests => _requests + _open.Requests;
    public int NotModified => _notModified + _open.NotModified;
    public int Skipped => _skipped + _open.Skipped;
    public IEnumerable<CollectionProblem> Problems => _problems.Concat(_open.Problems).Take(CollectionReport.MaxProblems);

    public CollectionStatus Status =>
        _failed + _open.Failed == 0 ? CollectionStatus.Succeeded
        : _listedAny || _open.Listed.Count > 0 ? CollectionStatus.Partial
        : CollectionStatus.Failed;

    /// <summary>What could not be read matters more than a remark about what could.</summary>
    public CollectionProblem? Worst =>
        Problems.FirstOrDefault(problem => problem.Kind == CollectionProblemKind.ContainerFailed) ?? Problems.FirstOrDefault();

    /// <summary>JSON array as <see cref="CollectionRun.Problems"/> has it.</summary>
    public string ProblemsJson => Texts.StorableJson(JsonSerializer.Serialize(
        Problems.Select(problem => new { problem.Container, problem.Code, problem.Message, Kind = EnumWords.ToWord(problem.Kind) }),
        JsonSerializerOptions.Web));

    /// <summary>Begins the report of the next slice, or of what is to be said at the end.</summary>
    public CollectionReport BeginSlice()
    {
        Fold();
        return _open;
    }

    public SwapCounts With(SwapCounts slice) => new(
        Counts.Found + slice.Found, Counts.Added + slice.Added, Counts.Changed + slice.Changed, Counts.Unchanged + slice.Unchanged,
        Counts.Tombstoned + slice.Tombstoned);

    /// <summary>Takes up a slice that was committed.</summary>
    public void EndSlice(SwapCounts slice)
    {
        Counts = With(slice);
        Fold();
    }

    private void Fold()
    {
        _listedAny |= _open.Listed.Count > 0;
        _failed += _open.Failed;
        _requests += _open.Requests;
        _notModified += _open.NotModified;
        _skipped += _open.Skipped;
        _problems.AddRange(_open.Problems.Take(CollectionReport.MaxProblems - _problems.Count));
        _open = new();
    }
}
