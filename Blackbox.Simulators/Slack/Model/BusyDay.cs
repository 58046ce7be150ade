using System.Globalization;

namespace Blackbox.Simulators.Slack.Model;

/// <summary>
/// A day with more messages than anybody holds: each is made when it is read, and the same each time. Message 0 is the oldest.
/// </summary>
internal sealed class BusyDay
{
    private static readonly long DayLength = TimeSpan.FromDays(1).Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly IReadOnlyList<string> _users;
    private readonly HashSet<int> _taken = [];
    private readonly long _first;
    private readonly long _step;

    /// <param name="users">Ids of those who write, one after the other.</param>
    /// <param name="count">From 1 to 1,000,000.</param>
    public BusyDay(IReadOnlyList<string> users, DateOnly day, int count)
    {
        _users = users;
        Count = count;
        _step = DayLength / count;
        // In the middle of its part of the day.
        _first = Ts.Of(new(day, TimeOnly.MinValue, TimeSpan.Zero)) + (_step / 2);
    }

    public int Count { get; }

    public int IndexOf(long ts)
    {
        var (index, rest) = Math.DivRem(ts - _first, _step);
        return rest == 0 && index >= 0 && index < Count && !_taken.Contains((int)index) ? (int)index : -1;
    }

    public Message? Find(long ts) => IndexOf(ts) is >= 0 and var index ? At(index) : null;

    /// <summary>The message, which is not made any more from now on.</summary>
    public Message? Take(long ts)
    {
        if (IndexOf(ts) is not (>= 0 and var index))
            return null;
        _taken.Add(index);
        return At(index);
    }

    public IEnumerable<Message> Newest(long oldest, long latest)
    {
        var last = latest < _first ? -1 : Math.Min(Count - 1, (latest - _first) / _step);
        for (var index = (int)last; index >= 0 && _first + (index * _step) >= oldest; index--)
        {
            if (!_taken.Contains(index))
                yield return At(index);
        }
    }

    private Message At(int index) => new()
    {
        Ts = _first + (index * _step),
        User = _users[index % _users.Count],
        Text = string.Create(CultureInfo.InvariantCulture, $"Parcel {index + 1} of {Count} has left the warehouse, carrier {1 + (index % 7)}"),
    };
}
