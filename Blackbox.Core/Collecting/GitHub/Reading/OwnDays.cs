using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>
/// In which repositories a token's owner was seen to act, and which pull requests they reviewed, by day (UTC). So these are looked at again, also where the
/// only trace was deleted meanwhile, or events and search do not tell of it any more.
/// </summary>
internal sealed class OwnDays(ConnectionReading reading)
{
    private const int MaxDays = 40;
    private const int MaxCursorLength = 1_900;

    private readonly ConcurrentDictionary<DateOnly, ConcurrentDictionary<string, bool>> _seen = [];

    /// <returns>Full names, and numbers of reviewed pull requests.</returns>
    public async Task<IReadOnlyCollection<(string Name, int? Reviewed)>> TracesAsync(CancellationToken cancellationToken)
    {
        var traces = new HashSet<(string, int?)>();
        foreach (var day in Days().Take(MaxDays))
        {
            foreach (var entry in Split(await reading.Memory.CursorAsync(Key(day), cancellationToken)))
            {
                var parts = entry.Split('#');
                traces.Add((parts[0], parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null));
            }
        }
        return traces;
    }

    /// <summary>Grows what is remembered; to be called for each activity before <see cref="SaveAsync"/>.</summary>
    public void Saw(CollectedActivity activity)
    {
        var day = _seen.GetOrAdd(DateOnly.FromDateTime(activity.OccurredAt.UtcDateTime), _ => new(StringComparer.OrdinalIgnoreCase));
        day.TryAdd(activity.Container, true);
        if (activity.Kind != GitHubKinds.Review)
            return;
        using var details = JsonDocument.Parse(activity.Details);
        day.TryAdd(string.Create(CultureInfo.InvariantCulture, $"{activity.Container}#{details.RootElement.Count("number")}"), true);
    }

    public async Task SaveAsync(CollectionReport report, CancellationToken cancellationToken)
    {
        foreach (var (day, containers) in _seen)
        {
            var known = Split(await reading.Memory.CursorAsync(Key(day), cancellationToken));
            // Names first: they are what must not be lost.
            var all = known.Union(containers.Keys, StringComparer.OrdinalIgnoreCase)
                .OrderBy(entry => entry.Contains('#')).ThenBy(entry => entry, StringComparer.OrdinalIgnoreCase).ToList();
            while (all.Sum(name => name.Length + 1) > MaxCursorLength)
                all.RemoveAt(all.Count - 1);
            if (!all.SequenceEqual(known))
                report.SaveCursor(Key(day), string.Join(' ', all));
        }
    }

    private static string[] Split(string? cursor) => (cursor ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<DateOnly> Days()
    {
        for (var day = reading.Window.From.UtcDateTime.Date; day < reading.Window.To.UtcDateTime; day = day.AddDays(1))
            yield return DateOnly.FromDateTime(day);
    }

    private static string Key(DateOnly day) => $"own:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
