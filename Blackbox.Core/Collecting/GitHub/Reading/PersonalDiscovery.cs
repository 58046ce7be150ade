using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Finds the repositories in which a token's owner did something within the window: by their events, and by search where those do not reach.</summary>
internal sealed class PersonalDiscovery(ConnectionReading reading, Discovery discovery)
{
    /// <summary>Repositories in which somebody acts within a window, at most.</summary>
    private const int MaxRepositories = 1_000;

    private readonly Dictionary<string, HashSet<int>> _found = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<RepositoryTarget>> FindAsync(CancellationToken cancellationToken)
    {
        var owner = reading.Only!;
        var knowsReviews = true;
        foreach (var (name, number) in await new OwnDays(reading).TracesAsync(cancellationToken))
            Saw(name, number);
        if (!await ReadEventsAsync(owner, cancellationToken))
        {
            knowsReviews = await SearchAsync(owner, cancellationToken);
            await ReadOwnAsync(cancellationToken);
        }

        var targets = new List<RepositoryTarget>();
        foreach (var (name, reviewed) in _found.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Take(MaxRepositories))
        {
            if (await discovery.LookAsync(name, isNamed: false, cancellationToken) is { } item && (!item.IsFork || reading.Settings.IncludeForks || reviewed.Count > 0))
                targets.Add(new(item, Reviewed: knowsReviews ? reviewed : null));
        }
        return targets;
    }

    // Whatever somebody did in a repository, it is read.
    private async Task<bool> ReadEventsAsync(Owner owner, CancellationToken cancellationToken)
    {
        try
        {
            return await new EventReader(reading).ReadAsync($"/users/{Uri.EscapeDataString(owner.Login)}/events", See, cancellationToken);
        }
        catch (ResourceException)
        {
            return false;
        }

        void See(JsonElement json) => Saw(
            json.Member("repo").Text("name"),
            json.Text("type") is "PullRequestReviewEvent" ? json.Member("payload").Member("pull_request").Count("number") : null);
    }

    /// <returns>Whether it gave everything.</returns>
    private async Task<bool> SearchAsync(Owner owner, CancellationToken cancellationToken)
    {
        var search = new SearchReader(reading);
        var (from, to) = (SearchReader.Moment(reading.Window.From), SearchReader.Moment(reading.Window.To));
        await foreach (var json in search.ItemsAsync(
            "issues", $"involves:{owner.Login} updated:>={{0}}", "updated", json => json.Instant("updated_at"), from, cancellationToken))
            Saw(NameIn(json.Text("repository_url")), null);
        await foreach (var json in search.ItemsAsync(
            "issues", $"is:pr reviewed-by:{owner.Login} updated:>={{0}}", "updated", json => json.Instant("updated_at"), from, cancellationToken))
            Saw(NameIn(json.Text("repository_url")), json.Count("number"));
        await foreach (var json in search.ItemsAsync(
            "commits", $"author:{owner.Login} committer-date:{{0}}..{to}", "committer-date", json => json.Member("commit").Member("committer").Instant("date"), from, cancellationToken))
            Saw(NameIn(json.Member("repository").Text("url")), null);
        return search.IsComplete;
    }

    // Search finds commits of default branches only.
    private async Task ReadOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var list = new StableList(reading.Session);
            await foreach (var page in list.PagesAsync(
                "/user/repos?affiliation=owner&sort=pushed&direction=desc&per_page=100",
                page => page.Items().LastOrDefault().Instant("pushed_at") is { } oldest && oldest < reading.Window.From, cancellationToken))
            {
                foreach (var json in page.Items())
                {
                    if (RepositoryItem.Read(json, out var item) is null && !(item.PushedAt < reading.Window.From))
                        Saw(item.FullName, null);
                }
            }
        }
        catch (ResourceException exception)
        {
            await reading.Findings.SayAsync(
                report => report.ContainerFailed("GitHub", exception.Code, $"Your own repositories cannot be listed: {exception.Message}"), cancellationToken);
        }
    }

    // https://api.github.com/repos/octo/engine
    private static string? NameIn(string? url) => url?.Split('/') is [.., var owner, var name] ? $"{owner}/{name}" : null;

    private void Saw(string? name, int? reviewed)
    {
        if (name is null || !GitHubNames.IsRepository(name))
            return;
        if (!_found.TryGetValue(name, out var numbers))
            _found.Add(name, numbers = []);
        if (reviewed is { } number)
            numbers.Add(number);
    }
}
