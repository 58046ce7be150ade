using System.Globalization;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>
/// Remembers issues in which something lies outside of their own life: work that was logged for a day before the issue existed or after its last change, or a change
/// of its workflow, which its date of change does not tell. A listing of that day's window does not name them, and what is recorded must not look as if it were
/// gone. Kept by month, with the cursors of the window in which they were seen.
/// </summary>
internal sealed class Strays(FetchMemory memory)
{
    /// <summary>Characters of a cursor; about 250 issues of a month.</summary>
    private const int MaxLength = 2_000;
    private const string Full = "*";

    private readonly Dictionary<string, SortedSet<long>> _found = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void See(long issue, DateTimeOffset createdAt, DateTimeOffset updatedAt, CollectedActivity activity)
    {
        if (activity.OccurredAt > (createdAt > JiraReading.Earliest ? createdAt - IssueListing.Margin : createdAt) && activity.OccurredAt < updatedAt + IssueListing.Margin)
            return;
        var month = KeyOf(activity.OccurredAt);
        lock (_lock)
        {
            if (!_found.TryGetValue(month, out var ids))
                _found.Add(month, ids = []);
            // More than a cursor holds need not be known one by one.
            if (ids.Count < MaxLength)
                ids.Add(issue);
        }
    }

    /// <returns>Issues to look at besides the listed ones; null where there are more than are known.</returns>
    public async Task<IReadOnlyCollection<long>?> OfAsync(TimeWindow window, CancellationToken cancellationToken)
    {
        var ids = new SortedSet<long>();
        var last = window.To.UtcDateTime;
        for (var month = new DateTime(window.From.UtcDateTime.Year, window.From.UtcDateTime.Month, 1, 0, 0, 0, DateTimeKind.Utc); month < last; month = month.AddMonths(1))
        {
            if (await memory.CursorAsync(KeyOf(month), cancellationToken) is not { } cursor)
                continue;
            if (cursor == Full)
                return null;
            ids.UnionWith(Parse(cursor));
        }
        return ids;
    }

    /// <summary>Cursors to save, of what was seen and what is known already.</summary>
    public async Task<IReadOnlyList<(string Month, string Cursor)>> CursorsAsync(CancellationToken cancellationToken)
    {
        var cursors = new List<(string, string)>();
        foreach (var (month, ids) in _found)
        {
            var known = await memory.CursorAsync(month, cancellationToken);
            if (known == Full)
                continue;
            ids.UnionWith(Parse(known));
            var cursor = string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
            if (cursor != known)
                cursors.Add((month, cursor.Length <= MaxLength ? cursor : Full));
        }
        return cursors;
    }

    private static IEnumerable<long> Parse(string? cursor) => (cursor ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    private static string KeyOf(DateTimeOffset instant) => string.Create(CultureInfo.InvariantCulture, $"stray:{instant.UtcDateTime:yyyy-MM}");
}
