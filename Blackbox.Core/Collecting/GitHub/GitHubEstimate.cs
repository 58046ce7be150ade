using System.Globalization;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.GitHub.Reading;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Says what collecting a window would take, from four requests: how many repositories there are, and what search counts in the window.</summary>
internal sealed class GitHubEstimate(RestClient client, BudgetOptions budgets, TimeProvider time)
{
    // What is asked of each repository and of each pull request; docs/platforms/github.md lists it.
    private const int RequestsOfRepository = 7;
    private const int RequestsOfPull = 3;
    private const int PageSize = 100;
    private const int AtOnce = 4;

    /// <summary>A query of search has at most 256 characters.</summary>
    private const int MaxQueryLength = 180;

    /// <summary>A personal token's repositories of a week, where nothing better is known.</summary>
    private const int TypicalRepositories = 5;

    /// <summary>What an answer typically takes.</summary>
    private static readonly TimeSpan TypicalAnswer = TimeSpan.FromMilliseconds(250);

    /// <exception cref="PlatformException">GitHub does not let it be found out at this moment.</exception>
    public async Task<CollectionEstimate> MakeAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        if (GitHubSettings.Parse(context.Connection.Settings, out var settings) is not null)
            return new(0, TimeSpan.Zero, null);
        // Nothing is remembered and nothing counted as a part of the collection.
        var session = client.Open(GitHubDialect.Instance, context.Access, memory: null, tally: null, context.Priority);
        var repositories = await RepositoriesAsync(session, settings, cancellationToken);
        var (scope, share) = await ScopeAsync(session, settings, cancellationToken);
        var (from, to) = (SearchReader.Moment(context.Window.From), SearchReader.Moment(context.Window.To));
        var pulls = await CountAsync(session, "issues", $"{scope} is:pr updated:>={from}", cancellationToken) / share;
        var issues = await CountAsync(session, "issues", $"{scope} is:issue updated:>={from}", cancellationToken) / share;
        var commits = await CountAsync(session, "commits", $"{scope} committer-date:{from}..{to}", cancellationToken) / share;

        var slices = Math.Max(1, Math.Ceiling((context.Window.To - context.Window.From).TotalDays / GitHubCollector.SliceDays));
        var requests = 1 + (repositories * RequestsOfRepository * slices) + (pulls * RequestsOfPull) + (3 * (pulls + issues) / PageSize) + (commits / PageSize);
        return Of((int)Math.Min(requests, int.MaxValue), await client.BudgetAsync(GitHubDialect.Instance, context.Access, "core", cancellationToken), context.Priority);
    }

    private CollectionEstimate Of(int requests, RateLimitState? budget, int priority)
    {
        var duration = requests * TypicalAnswer / AtOnce;
        if (budget is not { Limit: { } limit } || limit == 0 || budget.RemainingFor(priority, budgets) is not { } remaining)
            return new(requests, duration, null);
        var now = time.GetUtcNow();
        if (requests <= remaining)
        {
            return budget.PausedUntil is { } until && until > now
                ? new(requests, duration + (until - now), $"a pause until {until:yyyy-MM-dd HH:mm} UTC")
                : new(requests, duration, null);
        }

        // The rest of this hour's, then whole hours of which something is left to others.
        var hourly = Math.Max(1, limit * (1 - budgets.ReserveOf(priority)));
        var untilReset = budget.ResetsAt is { } reset && reset > now ? reset - now : TimeSpan.FromHours(1);
        var waiting = untilReset + TimeSpan.FromHours(Math.Floor((requests - remaining) / hourly));
        return new(requests, waiting > duration ? waiting : duration, $"{limit.ToString("N0", CultureInfo.InvariantCulture)} requests an hour");
    }

    private static async Task<double> RepositoriesAsync(RestSession session, GitHubSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Organization is not { } organization)
            return settings.IsPersonal ? TypicalRepositories : settings.Repositories.Count;
        try
        {
            using var page = await session.GetAsync($"/orgs/{organization}/repos?type=all&per_page=1", cancellationToken);
            return settings.Repositories.Count + (page.LastPage ?? page.Root.Items().Count());
        }
        catch (ResourceException)
        {
            return Math.Max(1, settings.Repositories.Count);
        }
    }

    // Of many repositories as many as fit into a query; the others are taken to be like them.
    private static async Task<(string Scope, double Share)> ScopeAsync(RestSession session, GitHubSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Organization is { } organization)
            return ($"org:{organization}", 1);
        if (settings.IsPersonal)
            return (await AuthorAsync(session, cancellationToken), 1);
        var scope = "";
        var count = 0;
        foreach (var name in settings.Repositories.TakeWhile(name => scope.Length + name.Length + 6 <= MaxQueryLength))
        {
            scope += $" repo:{name}";
            count++;
        }
        return (scope.TrimStart(), (double)count / settings.Repositories.Count);
    }

    private static async Task<string> AuthorAsync(RestSession session, CancellationToken cancellationToken)
    {
        try
        {
            return $"author:{(await OwnerCheck.AskAsync(session, cancellationToken)).Login}";
        }
        catch (ResourceException)
        {
            return "";
        }
    }

    private static async Task<double> CountAsync(RestSession session, string kind, string query, CancellationToken cancellationToken)
    {
        // Without a scope it would count all of GitHub.
        if (query[0] == ' ')
            return 0;
        try
        {
            using var page = await session.GetAsync($"/search/{kind}?q={Uri.EscapeDataString(query)}&per_page=1", cancellationToken);
            return page.Root.Count("total_count") ?? 0;
        }
        catch (ResourceException)
        {
            // A scope that search does not know, or a server without an index.
            return 0;
        }
    }
}
