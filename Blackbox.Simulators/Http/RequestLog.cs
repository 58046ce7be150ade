namespace Blackbox.Simulators.Http;

/// <summary>The requests, newest last, at most so many. Thread-safe.</summary>
internal sealed class RequestLog(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<SimulatedRequest> _requests = new();
    private readonly List<SimulatedRequest> _unknown = [];
    private int _number;

    public SimulatedRequest Add(string method, string path)
    {
        lock (_lock)
        {
            var request = new SimulatedRequest { Number = ++_number, At = time.GetUtcNow(), Method = method, Path = path };
            if (_requests.Count == capacity)
                _requests.Dequeue();
            _requests.Enqueue(request);
            return request;
        }
    }

    public void IsUnknown(SimulatedRequest request, string why)
    {
        request.Unknown = why;
        lock (_lock)
        {
            if (_unknown.Count < 1_000)
                _unknown.Add(request);
        }
    }

    public IReadOnlyList<SimulatedRequest> All
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    public IReadOnlyList<SimulatedRequest> Unknown
    {
        get
        {
            lock (_lock)
                return [.. _unknown];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _unknown.Clear();
        }
    }
}
