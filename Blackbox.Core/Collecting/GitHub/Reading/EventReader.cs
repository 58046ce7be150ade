using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Reads events, which tell of at most 300 things and 30 days, and not more often than the platform wants to be asked.</summary>
internal sealed class EventReader(ConnectionReading reading)
{
    private const int MaxPages = 10;
    private const int MaxEvents = 300;

    // Less than the documented 30 days, as the platform's clock decides what has gone.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(29);

    /// <param name="path">As <c>/repos/o/r/events</c>.</param>
    /// <param name="see">Given each event since the window's start, newest first.</param>
    /// <returns>Whether they reach back to the window's start.</returns>
    /// <exception cref="ResourceException">There are none to be had.</exception>
    public async Task<bool> ReadAsync(string path, Action<JsonElement> see, CancellationToken cancellationToken)
    {
        var cursor = $"poll:{path}";
        var mayAsk = await MayAskAsync(cursor, cancellationToken);
        var count = 0;
        var reached = false;
        string? next = $"{path}?per_page=100";
        for (var pages = 0; next is not null && pages < MaxPages && !reached; pages++)
        {
            if (!mayAsk && await reading.Memory.FindAsync(next, cancellationToken) is { } remembered)
            {
                using var json = JsonDocument.Parse(remembered.Body);
                reached = See(json.RootElement);
                next = remembered.Next;
                continue;
            }
            using var page = await reading.Session.GetAsync(next, cancellationToken);
            if (pages == 0 && page.PollInterval is { } interval)
            {
                var after = (reading.Time.GetUtcNow() + interval).ToString("O", CultureInfo.InvariantCulture);
                await reading.Findings.SayAsync(report => report.SaveCursor(cursor, after), cancellationToken);
            }
            reached = See(page.Root);
            next = page.Next;
        }
        return reached || (next is null && count < MaxEvents && reading.Window.From > reading.Time.GetUtcNow() - Reach);

        bool See(JsonElement events)
        {
            foreach (var item in events.Items())
            {
                count++;
                if (item.Instant("created_at") < reading.Window.From)
                    return true;
                see(item);
            }
            return false;
        }
    }

    private async Task<bool> MayAskAsync(string cursor, CancellationToken cancellationToken)
    {
        var saved = await reading.Memory.CursorAsync(cursor, cancellationToken);
        return !DateTimeOffset.TryParse(saved, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until) || until <= reading.Time.GetUtcNow();
    }
}
