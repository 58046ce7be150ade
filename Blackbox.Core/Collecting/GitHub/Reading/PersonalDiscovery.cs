using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Finds the repositories in which a token's owner did something within the window: by their events, and by search where those do not reach.</summary>
internal sealed class PersonalDiscovery(ConnectionReading reading, Discovery discovery)
{
    /// <summary>Repositories in which somebody acts within a window, at most.</summary>
    private const int MaxRepositories = 1_000;

    private readonly Dictionary<string, Involvement> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hopeless = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<RepositoryTarget>> FindAsync(CancellationToken cancellationToken)
    {
        var owner = reading.Only!;
        var reaches = await ReadEventsAsync(owner, cancellationToken);
        foreach (var name in await new OwnDays(reading).RepositoriesAsync(cancellationToken))
            Of(name);
        if (!reaches)
        {
            var search = new SearchReader(reading);
            var since = SearchReader.Moment(reading.Window.From);
            await foreach (var json in search.ItemsAsync(
                "issues", $"involves:{owner.Login} updated:>={{0}}", "updated", json => json.Instant("updated_at"), since, cancellationToken))
                See(json.Text("repository_url"));
            await foreach (var json in search.ItemsAsync(
                "issues", $"is:pr reviewed-by:{owner.Login} updated:>={{0}}", "updated", json => json.Instant("updated_at"), since, cancellationToken))
            {
                if (See(json.Text("repository_url")) is { } place && json.Count("number") is { } number)
                    place.Reviewed.Add(number);
            }
            await foreach (var json in search.ItemsAsync(
                "commits", $"author:{owner.Login} committer-date:{{0}}..{SearchReader.Moment(reading.Window.To)}", "committer-date",
                json => json.Member("commit").Member("committer").Instant("date"), since, cancellationToken))
                See(json.Member("repository").Text("url"));
            await ReadOwnAsync(cancellationToken);
        }

        var targets = new List<RepositoryTarget>();
        foreach (var (name, involvement) in _found.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Take(MaxRepositories))
        {
            if (await discovery.LookAsync(name, cancellationToken) is { } item && (!item.IsFork || reading.Settings.IncludeForks || involvement.Reviewed.Count > 0))
                targets.Add(new(item, Reviewed: involvement.Reviewed) { Pushed = involvement.Pushed });
        }
        return targets;
    }

    // Also who opened, closed or commented, so that whatever it was the repository is read.
    private async Task<bool> ReadEventsAsync(Owner owner, CancellationToken cancellationToken)
    {
        try
        {
            return await new EventReader(reading).ReadAsync($"/users/{Uri.EscapeDataString(owner.Login)}/events", See, cancellationToken);
        }
        catch (GitHubResourceException)
        {
            return false;
        }

        void See(JsonElement json)
        {
            if (json.Member("repo").Text("name") is not { } name || !GitHubNames.IsRepository(name))
                return;
            var place = Of(name);
            if (PushItem.Of(json) is { } push)
                place.Pushed.Add(push.Branch);
            if (json.Text("type") is "PullRequestReviewEvent" && json.Member("payload").Member("pull_request").Count("number") is { } number)
                place.Reviewed.Add(number);
        }
    }

    // Search finds commits of default branches only.
    private async Task ReadOwnAsync(CancellationToken cancellationToken)
    {
        var list = new StableList(reading.Session);
        await foreach (var page in list.PagesAsync(
            "/user/repos?affiliation=owner&sort=pushed&direction=desc&per_page=100",
            page => page.Items().LastOrDefault().Instant("pushed_at") is { } oldest && oldest < reading.Window.From, cancellationToken))
        {
            foreach (var json in page.Items())
            {
                if (RepositoryItem.Read(json, out var item) is null && !(item.PushedAt < reading.Window.From))
                    Of(item.FullName);
            }
        }
    }

    // https://api.github.com/repos/octo/engine
    private Involvement? See(string? url)
    {
        if (url?.Split('/') is not [.., var owner, var name] || !GitHubNames.IsRepository($"{owner}/{name}"))
            return null;
        return Of($"{owner}/{name}");
    }

    private Involvement Of(string name)
    {
        if (!_found.TryGetValue(name, out var place))
            _found.Add(name, place = new([], new(StringComparer.Ordinal)));
        return place;
    }

    private sealed record Involvement(HashSet<int> Reviewed, HashSet<string> Pushed);
}
