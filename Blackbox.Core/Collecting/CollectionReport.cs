namespace Blackbox.Core.Collecting;

/// <summary>What a collector has to say besides the activities; filled while it reads. Not safe for concurrent use, except that requests may be counted from anywhere.</summary>
public sealed class CollectionReport
{
    /// <summary>Problems that are kept in words; the rest is only counted.</summary>
    public const int MaxProblems = 100;

    private readonly Dictionary<string, TimeWindow?> _listed = [];
    private readonly HashSet<string> _threads = [];
    private readonly List<CollectionProblem> _problems = [];
    private readonly Dictionary<string, string> _cursors = [];
    private int _requests;
    private int _notModified;

    /// <summary>Containers whose window was listed to its end: what they no longer list is gone at the source.</summary>
    public IReadOnlyCollection<string> Listed => _listed.Keys;

    /// <summary>The window of each of <see cref="Listed"/>; null for the one that is collected.</summary>
    public IReadOnlyDictionary<string, TimeWindow?> ListedWindows => _listed;

    /// <summary>What was read whole, of all time: what it no longer holds is gone at the source.</summary>
    public IReadOnlyCollection<string> ListedThreads => _threads;

    public IReadOnlyList<CollectionProblem> Problems => _problems;

    /// <summary>Resources' cursors, saved in the transaction that saves the activities.</summary>
    public IReadOnlyDictionary<string, string> Cursors => _cursors;

    /// <summary>Items that could not be understood.</summary>
    public int Skipped { get; private set; }

    /// <summary>Containers that could not be read.</summary>
    public int Failed { get; private set; }

    /// <param name="window">Where more was listed than what is collected, as when it is looked back for edits; null for the window that is collected.</param>
    public void ContainerListed(string container, TimeWindow? window = null) => _listed[container] = window;

    /// <param name="thread">As in <see cref="Activity.Thread"/>; all of it was found, or nothing of it is left.</param>
    public void ThreadListed(string thread) => _threads.Add(thread);

    /// <summary>A container could not be read; what the record holds of it stays as it is.</summary>
    /// <param name="code">Stable, as <c>not_a_repository</c>.</param>
    /// <param name="message">In words that the connection's owner can act on; no secrets.</param>
    public void ContainerFailed(string container, string code, string message)
    {
        Failed++;
        Add(new(container, code, message, CollectionProblemKind.ContainerFailed));
    }

    /// <summary>Worth knowing, though the container was read, as <c>shallow</c> or <c>empty</c>.</summary>
    public void ContainerNoted(string container, string code, string message) =>
        Add(new(container, code, message, CollectionProblemKind.Note));

    /// <summary>An item was malformed; it is left out and the others go on.</summary>
    public void ItemSkipped(string container, string code, string message)
    {
        Skipped++;
        Add(new(container, code, message, CollectionProblemKind.ItemSkipped));
    }

    /// <summary>Requests that the platform counted.</summary>
    public int Requests => _requests;

    /// <summary>Requests that were answered with "not modified".</summary>
    public int NotModified => _notModified;

    /// <summary>Who the platform says that the connection's secret belongs to; null where it does not say.</summary>
    public string? Self { get; set; }

    public void RequestCounted() => Interlocked.Increment(ref _requests);

    public void RequestNotModified() => Interlocked.Increment(ref _notModified);

    public void SaveCursor(string resource, string cursor) => _cursors[resource] = cursor;

    private void Add(CollectionProblem problem)
    {
        if (_problems.Count < MaxProblems)
            _problems.Add(problem);
    }
}

public sealed record CollectionProblem(string Container, string Code, string Message, CollectionProblemKind Kind);

public enum CollectionProblemKind
{
    ContainerFailed,
    ItemSkipped,
    Note,
}
