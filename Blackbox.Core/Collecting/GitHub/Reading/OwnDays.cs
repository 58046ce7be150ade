using System.Collections.Concurrent;
using System.Globalization;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>
/// In which repositories a token's owner was seen to act, by day (UTC). What was the only trace there, and is then deleted, is looked for and found to be gone.
/// </summary>
internal sealed class OwnDays(ConnectionReading reading)
{
    private const int MaxDays = 40;
    private const int MaxCursorLength = 1_900;

    public async Task<IReadOnlyCollection<string>> RepositoriesAsync(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var day in Days().Take(MaxDays))
        {
            var known = await reading.Memory.CursorAsync(Key(day), cancellationToken);
            names.UnionWith((known ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(GitHubNames.IsRepository));
        }
        return names;
    }

    /// <summary>Grows what is remembered; to be called for each activity before <see cref="SaveAsync"/>.</summary>
    public void Saw(CollectedActivity activity) =>
        _seen.GetOrAdd(DateOnly.FromDateTime(activity.OccurredAt.UtcDateTime), _ => new(StringComparer.OrdinalIgnoreCase)).TryAdd(activity.Container, true);

    public async Task SaveAsync(CollectionReport report, CancellationToken cancellationToken)
    {
        foreach (var (day, containers) in _seen)
        {
            var known = ((await reading.Memory.CursorAsync(Key(day), cancellationToken)) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var all = known.Union(containers.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
            while (all.Sum(name => name.Length + 1) > MaxCursorLength)
                all.RemoveAt(all.Count - 1);
            if (!all.SequenceEqual(known))
                report.SaveCursor(Key(day), string.Join(' ', all));
        }
    }

    private readonly ConcurrentDictionary<DateOnly, ConcurrentDictionary<string, bool>> _seen = [];

    private IEnumerable<DateOnly> Days()
    {
        for (var day = reading.Window.From.UtcDateTime.Date; day < reading.Window.To.UtcDateTime; day = day.AddDays(1))
            yield return DateOnly.FromDateTime(day);
    }

    private static string Key(DateOnly day) => $"own:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
