using System.Globalization;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Confluence.Reading;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Says what collecting a window would take, from two requests: what was modified last tells how much is modified in a day.</summary>
internal sealed class ConfluenceEstimate(RestClient client, BudgetOptions budgets, TimeProvider time)
{
    private const int SampleSize = 100;

    /// <summary>Versions of a page that was modified, each of which is read once.</summary>
    private const double VersionsOfPage = 2.5;

    private const int CommentsAtOnce = 25;

    /// <summary>What an answer typically takes.</summary>
    private static readonly TimeSpan TypicalAnswer = TimeSpan.FromMilliseconds(250);

    /// <exception cref="PlatformException">Confluence does not let it be found out at this moment.</exception>
    public async Task<CollectionEstimate> MakeAsync(
        CollectionContext context, Func<ConfluenceSettings, IReadOnlyList<string>> spacesOf, CancellationToken cancellationToken)
    {
        if (ConfluenceSettings.Parse(context.Connection.Settings, out var settings) is not null)
            return new(0, TimeSpan.Zero, null);
        // Nothing is remembered and nothing counted as a part of the collection.
        var dialect = ConfluenceDialect.Of(settings, context.Connection.BaseUrl);
        var session = client.Open(dialect, context.Access, memory: null, tally: null, context.Priority);
        IReadOnlyList<string>? spaces = spacesOf(settings) is { Count: > 0 } named ? named : null;
        var pages = await CountAsync(session, Cql.Content(spaces, context.Window.From), context.Window.From, cancellationToken);
        var comments = await CountAsync(session, Cql.Comments(spaces, context.Window.From), context.Window.From, cancellationToken);
        var slices = Math.Max(1, Math.Ceiling((context.Window.To - context.Window.From).TotalDays / ConfluenceCollector.SliceDays));
        var requests = 2 + slices * (2 + pages / SampleSize + comments / CommentsAtOnce) / 2 + pages * VersionsOfPage;
        return Of((int)Math.Min(requests, int.MaxValue), await client.BudgetAsync(dialect, context.Access, "core", cancellationToken), context.Priority);
    }

    private CollectionEstimate Of(int requests, RateLimitState? budget, int priority)
    {
        var duration = requests * TypicalAnswer / ConnectionReading.AtOnce;
        var now = time.GetUtcNow();
        if (budget?.PausedUntil is { } until && until > now)
            return new(requests, duration + (until - now), string.Create(CultureInfo.InvariantCulture, $"a pause until {until:yyyy-MM-dd HH:mm} UTC"));
        if (budget is not { Limit: > 0 and var limit } || budget.RemainingFor(priority, budgets) is not { } remaining || requests <= remaining)
            return new(requests, duration, null);
        var hourly = Math.Max(1, limit * (1 - budgets.ReserveOf(priority)));
        var waiting = TimeSpan.FromHours(Math.Ceiling((requests - remaining) / hourly));
        return new(requests, waiting > duration ? waiting : duration, string.Create(CultureInfo.InvariantCulture, $"{limit:N0} requests at once"));
    }

    // The newest hundred say how many there are in the whole span.
    private async Task<double> CountAsync(RestSession session, string cql, DateTimeOffset from, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await session.GetAsync(
                $"/rest/api/content/search?cql={Uri.EscapeDataString(cql)}&expand=version&limit={SampleSize}", cancellationToken);
            var moments = page.Root.Member("results").Items().Select(json => json.Member("version").Instant("when")).OfType<DateTimeOffset>().ToList();
            if (page.Next is null || moments.Count == 0)
                return moments.Count;
            var (span, seen) = (time.GetUtcNow() - from, time.GetUtcNow() - moments.Min());
            return moments.Count * Math.Max(1, span / (seen > TimeSpan.FromMinutes(1) ? seen : TimeSpan.FromMinutes(1)));
        }
        catch (ResourceException)
        {
            return 0;
        }
    }
}
