using System.Globalization;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Jira.Reading;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Says what collecting a window would take, from a few requests: how many issues changed since its start.</summary>
internal sealed class JiraEstimate(RestClient client, BudgetOptions budgets, TimeProvider time)
{
    private const int ListedAtOnce = 100;
    private const int AtOnce = 4;

    /// <summary>Issues of which only the id is asked for.</summary>
    private const int CountedAtOnce = 5_000;

    /// <summary>Pages that are counted; where there are more issues, it is at least so many.</summary>
    private const int MaxCountedPages = 4;

    /// <summary>One issue in so many is longer than what a search gives of it.</summary>
    private const int LongOnes = 20;

    private static readonly TimeSpan TypicalAnswer = TimeSpan.FromMilliseconds(400);

    /// <exception cref="PlatformException">Jira does not let it be found out at this moment.</exception>
    public async Task<CollectionEstimate> MakeAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        if (JiraSettings.Parse(context.Connection.Settings, out var settings) is not null)
            return new(0, TimeSpan.Zero, null);
        // Nothing is remembered and nothing counted as a part of the collection.
        var session = client.Open(JiraDialect.Instance, context.Access, memory: null, tally: null, context.Priority);
        var issues = 0L;
        try
        {
            var site = await JiraSite.FindAsync(session, settings, cancellationToken);
            issues = await CountAsync(session, site, settings, context.Window, cancellationToken);
        }
        catch (ResourceException)
        {
            // A project that is not there, as the test of the connection says.
        }

        // Each slice lists what changed since its start; an issue is read once and remembered.
        var slices = Math.Max(1, (long)Math.Ceiling((context.Window.To - context.Window.From).TotalDays / JiraCollector.SliceDays));
        var listing = slices * (2 + (issues / 2 / ListedAtOnce));
        var requests = listing + (issues / IssueReader.BatchSize) + (issues / LongOnes) + 1;
        var budget = await client.BudgetAsync(JiraDialect.Instance, context.Access, "core", cancellationToken);
        return Of((int)Math.Min(requests, int.MaxValue), budget, context.Priority);
    }

    private static async Task<long> CountAsync(RestSession session, JiraSite site, JiraSettings settings, TimeWindow window, CancellationToken cancellationToken)
    {
        var scope = settings.Projects.Count == 0 ? "" : JqlText.In("project", settings.Projects) + " AND ";
        var query = $"{scope}updated >= {JqlText.Moment(window.From.UtcDateTime.Year < 1971 ? DateTimeOffset.UnixEpoch : window.From)}";
        var (count, pages) = (0L, 0);
        await foreach (var page in session.PagesAsync(IssueListing.PathOf(site, query, "id", site.IsCloud ? CountedAtOnce : 1), cancellationToken))
        {
            using (page)
            {
                if (page.Root.Count("total") is { } total)
                    return total;
                count += page.Root.Member("issues").Items().Count();
                if (++pages == MaxCountedPages)
                    break;
            }
        }
        return count;
    }

    private CollectionEstimate Of(int requests, RateLimitState? budget, int priority)
    {
        var duration = requests * TypicalAnswer / AtOnce;
        var now = time.GetUtcNow();
        if (budget is { PausedUntil: { } until } && until > now)
            return new(requests, duration + (until - now), string.Create(CultureInfo.InvariantCulture, $"a pause until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
        if (budget is not { Limit: { } limit and > 0 } || budget.RemainingFor(priority, budgets) is not { } remaining || requests <= remaining)
            return new(requests, duration, null);

        // The rest of this hour's, then whole hours of which something is left to others.
        var hourly = Math.Max(1, limit * (1 - budgets.ReserveOf(priority)));
        var untilReset = budget.ResetsAt is { } reset && reset > now ? reset - now : TimeSpan.FromHours(1);
        var waiting = untilReset + TimeSpan.FromHours(Math.Floor((requests - remaining) / hourly));
        return new(requests, waiting > duration ? waiting : duration, $"{limit.ToString("N0", CultureInfo.InvariantCulture)} requests an hour");
    }
}
