using System.Text.RegularExpressions;

namespace Blackbox.Simulators;

/// <summary>The faults that are to happen. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<PlannedFault> _planned = [];

    /// <summary>Plans a fault. The handle says when it was met and takes it back.</summary>
    public PlannedFault Add(Fault fault)
    {
        if (fault.Kind == FaultKind.Change && fault.Change is null)
            throw new SimulatorException("A fault of the kind Change needs a change.");
        var planned = new PlannedFault(fault);
        lock (_lock)
            _planned.Add(planned);
        return planned;
    }

    /// <summary>Lets the first request whose path contains the text, or each if it is null, hang until the handle releases it.</summary>
    public PlannedFault Hold(string? path = null, int nth = 1) => Add(new() { Kind = FaultKind.Hold, Path = path, Nth = nth });

    /// <summary>Takes all faults back, and releases what is held.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _planned.ForEach(planned => planned.Release());
            _planned.Clear();
        }
    }

    public IReadOnlyList<PlannedFault> Planned
    {
        get
        {
            lock (_lock)
                return [.. _planned];
        }
    }

    /// <summary>Takes one fault back, and releases what it holds.</summary>
    public void Remove(PlannedFault planned)
    {
        lock (_lock)
            _planned.Remove(planned);
        planned.Release();
    }

    internal PlannedFault? Take(int number, string path)
    {
        lock (_lock)
        {
            // Each fault counts the requests that it is meant for, also those that another one takes.
            PlannedFault? taken = null;
            foreach (var planned in _planned)
            {
                if (planned.IsMeantFor(number, path) && taken is null && planned.Use())
                    taken = planned;
            }
            return taken;
        }
    }
}

/// <summary>A fault and what became of it.</summary>
public sealed class PlannedFault
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Regex? _pattern;
    private int _matches;
    private int _uses;

    internal PlannedFault(Fault fault)
    {
        Fault = fault;
        if (fault.Path is ['~', .. var pattern])
            _pattern = new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    public Fault Fault { get; }

    /// <summary>How often it happened.</summary>
    public int Uses => Volatile.Read(ref _uses);

    /// <summary>Done when it happened for the first time: a held request hangs from then on.</summary>
    public Task Met => _met.Task;

    /// <summary>Lets held requests go on.</summary>
    public void Release() => _released.TrySetResult();

    internal Task Released => _released.Task;

    internal bool IsMeantFor(int number, string path)
    {
        if (Fault.Request is { } request && request != number)
            return false;
        if (_pattern is not null ? !_pattern.IsMatch(path) : Fault.Path is { } part && !path.Contains(part, StringComparison.OrdinalIgnoreCase))
            return false;
        return ++_matches >= Fault.Nth;
    }

    internal bool Use()
    {
        if (Fault.Times > 0 && _uses >= Fault.Times)
            return false;
        Interlocked.Increment(ref _uses);
        _met.TrySetResult();
        return true;
    }
}
