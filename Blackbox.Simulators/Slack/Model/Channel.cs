namespace Blackbox.Simulators.Slack.Model;

/// <summary>A channel and all that is said in it.</summary>
internal sealed class Channel
{
    private readonly List<Message> _timeline = [];
    private readonly Dictionary<long, Message> _byTs = [];

    public required string Id { get; init; }

    public required string Name { get; set; }

    public List<string> PreviousNames { get; } = [];

    public bool IsPrivate { get; init; }

    public bool IsGeneral { get; init; }

    public bool IsArchived { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Creator { get; init; }

    public string Topic { get; set; } = "";

    public string Purpose { get; init; } = "";

    /// <summary>Ids, in the order in which they came.</summary>
    public List<string> Members { get; } = [];

    /// <summary>Messages that are made when they are read.</summary>
    public BusyDay? Busy { get; init; }

    /// <summary>A channel that Slack really sent.</summary>
    public string? Recorded { get; init; }

    /// <summary>How many messages are held, replies too; without those of a busy day.</summary>
    public int Count => _byTs.Count;

    public bool Has(long ts) => _byTs.ContainsKey(ts) || Busy?.IndexOf(ts) >= 0;

    public void Add(Message message)
    {
        _byTs.Add(message.Ts, message);
        if (message.IsOnTimeline)
            Insert(_timeline, message);
        if (message.Parent is { } parent)
            Insert(parent.Replies, message);
    }

    public void Remove(Message message)
    {
        _byTs.Remove(message.Ts);
        _timeline.Remove(message);
        message.Parent?.Replies.Remove(message);
    }

    public Message? Find(long ts) => _byTs.GetValueOrDefault(ts) ?? Busy?.Find(ts);

    /// <summary>The message, held from now on, so that it can be changed.</summary>
    public Message? Take(long ts)
    {
        if (_byTs.TryGetValue(ts, out var held) || Busy?.Take(ts) is not { } made)
            return held;
        Add(made);
        return made;
    }

    /// <summary>What the channel shows between two timestamps, both included; newest first.</summary>
    public IEnumerable<Message> Timeline(long oldest, long latest)
    {
        var held = IndexAfter(_timeline, latest) - 1;
        using var made = (Busy?.Newest(oldest, latest) ?? []).GetEnumerator();
        var hasMade = made.MoveNext();
        while (true)
        {
            var hasHeld = held >= 0 && _timeline[held].Ts >= oldest;
            if (!hasHeld && !hasMade)
                yield break;
            if (hasHeld && (!hasMade || _timeline[held].Ts > made.Current.Ts))
            {
                yield return _timeline[held--];
            }
            else
            {
                yield return made.Current;
                hasMade = made.MoveNext();
            }
        }
    }

    /// <summary>Everything that is said, in the channel and in threads.</summary>
    public IEnumerable<Message> All => _byTs.Values.Concat(Busy?.Newest(0, long.MaxValue) ?? []);

    private static void Insert(List<Message> messages, Message message) => messages.Insert(IndexAfter(messages, message.Ts), message);

    /// <summary>The first index whose message is newer.</summary>
    private static int IndexAfter(List<Message> messages, long ts)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (messages[middle].Ts <= ts)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
