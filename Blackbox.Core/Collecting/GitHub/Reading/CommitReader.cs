using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>
/// Commits of the window that pull requests and branches lead to. They are listed by shas, not by names: such an answer never changes, so
/// it needs no second look and costs nothing the next time.
/// </summary>
internal sealed class CommitReader(RepositoryReader repository, PullReader pulls)
{
    /// <summary>Clocks may be wrong by as much: what was pushed before cannot have been committed after.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromDays(1);

    /// <summary>GitHub lists no more commits of a pull request.</summary>
    private const int MaxListedOfPull = 250;

    // 128 bits of a hash identify a commit. A parent of what was listed through a branch is known to be reached as well.
    private readonly HashSet<UInt128> _listed = [];
    private readonly HashSet<UInt128> _reached = [];
    private readonly Dictionary<string, PullItem> _merges = new(StringComparer.Ordinal);

    private TimeWindow Window => repository.Window;

    public async Task ReadAsync()
    {
        foreach (var pull in pulls.All.Where(pull => pull.MergeSha is not null))
            _merges[pull.MergeSha!] = pull;
        try
        {
            var mayHaveCommits = repository.Target.Item.PushedAt is not { } pushedAt || pushedAt >= Window.From - ClockMargin;
            var branches = mayHaveCommits ? await BranchesAsync() : [];
            if (mayHaveCommits && branches.Count == 0)
                await SayEmptyAsync();
            if (repository.Connection.Settings.AllBranches)
            {
                foreach (var pull in pulls.WithCommits)
                    await ReadPullAsync(pull, branches);
                // Those of the others are older than the window, or were written well before anybody saw them.
                _reached.UnionWith(pulls.All.Select(pull => pull.HeadSha).OfType<string>().Select(Key));
            }
            var main = branches.Find(branch => branch.Name == repository.Target.Item.DefaultBranch);
            if (main is not null)
                await ReadFromAsync(main.Head, main.Name, isMain: true);
            if (repository.Connection.Settings.AllBranches && repository.IsInsider)
                await ReadOthersAsync(branches.Where(branch => branch != main));
        }
        catch (ResourceException exception) when (exception.Code == "empty_repository")
        {
            await SayEmptyAsync();
        }
    }

    private ValueTask SayEmptyAsync() =>
        repository.SayAsync(report => report.ContainerNoted(repository.Container, GitHubCodes.Empty, "The repository has no commit yet."));

    private async Task<List<Branch>> BranchesAsync()
    {
        var branches = new Dictionary<string, Branch>(StringComparer.Ordinal);
        await foreach (var json in repository.ItemsAsync("/branches?per_page=100"))
        {
            if (json.Text("name") is { Length: > 0 and <= 500 } name && json.Member("commit").Text("sha") is { } sha && GitHubNames.IsSha(sha))
                branches[name] = new(name, sha);
            else
                await repository.SkipAsync("A branch has no name or no commit.");
        }
        return [.. branches.Values.OrderBy(branch => branch.Name, StringComparer.Ordinal)];
    }

    private async Task ReadPullAsync(PullItem pull, List<Branch> branches)
    {
        // The branch was moved since the pull requests were listed: what it leads to now is found through it.
        if (pull is { State: "open", HeadRepository: null } && branches.Find(branch => branch.Name == pull.Head) is { } branch && branch.Head != pull.HeadSha)
            return;
        var count = 0;
        await foreach (var json in repository.ItemsAsync($"/pulls/{pull.Number}/commits?per_page=100"))
        {
            count++;
            await AddAsync(json, pull.Head, pull.Number);
        }
        if (count >= MaxListedOfPull && pull.HeadSha is not null)
            await ReadFromAsync(pull.HeadSha, pull.Head, isMain: false);
    }

    private async Task ReadOthersAsync(IEnumerable<Branch> branches)
    {
        var unknown = branches.Where(branch => !IsReached(branch.Head)).ToList();
        if (unknown.Count == 0)
            return;
        var pushes = await PushesAsync();
        foreach (var branch in unknown)
        {
            // One that was listed meanwhile may have led to it.
            if (IsReached(branch.Head))
                continue;
            if (pushes?.Before(branch, Window) is { } before && await TryReadSinceAsync(before, branch))
                continue;
            if (await HeadDateAsync(branch.Head) >= Window.From - ClockMargin)
                await ReadFromAsync(branch.Head, branch.Name, isMain: false);
        }
    }

    private async Task<Pushes?> PushesAsync()
    {
        try
        {
            var pushes = new List<PushItem>();
            var reach = await new EventReader(repository.Connection).ReadAsync(
                $"/repos/{repository.Container}/events", json => pushes.AddRange(PushItem.Of(json) is { } push ? [push] : []), repository.CancellationToken);
            return reach ? new(pushes) : null;
        }
        catch (ResourceException)
        {
            // They only save requests.
            return null;
        }
    }

    /// <summary>What a push, or several in a row, brought; also where it was forced, so that what was there before is no ancestor.</summary>
    /// <returns>False where what was there before is gone.</returns>
    private async Task<bool> TryReadSinceAsync(string before, Branch branch)
    {
        try
        {
            string? next = $"/repos/{repository.Container}/compare/{before}...{branch.Head}?per_page=100";
            while (next is not null)
            {
                using var page = await repository.Connection.Session.GetAsync(next, repository.CancellationToken);
                foreach (var json in page.Root.Member("commits").Items())
                    await AddAsync(json, branch.Name, null);
                next = page.Next;
            }
            return true;
        }
        catch (ResourceException exception) when (exception.Status is 404 or 422)
        {
            return false;
        }
    }

    // A branch that nobody touched for long costs one small request, once.
    private async Task<DateTimeOffset> HeadDateAsync(string sha)
    {
        using var page = await repository.Connection.Session.GetAsync($"/repos/{repository.Container}/commits?sha={sha}&per_page=1", repository.CancellationToken);
        return page.Root.Items().FirstOrDefault().Member("commit").Member("committer").Instant("date") ?? DateTimeOffset.MaxValue;
    }

    private async Task ReadFromAsync(string sha, string? branch, bool isMain)
    {
        string? next = $"/repos/{repository.Container}/commits?sha={sha}&since={Moment(Window.From.AddSeconds(-1))}&until={Moment(Window.To)}&per_page=100";
        while (next is not null)
        {
            using var page = await repository.Connection.Session.GetAsync(next, repository.CancellationToken);
            foreach (var json in page.Root.Items())
            {
                await AddAsync(json, branch, null, isMain);
                _reached.UnionWith(json.Member("parents").Items().Select(parent => parent.Text("sha")).OfType<string>().Where(GitHubNames.IsSha).Select(Key));
            }
            next = page.Next;
        }
    }

    private async Task AddAsync(JsonElement json, string? branch, int? number, bool isMain = false)
    {
        if (CommitItem.Read(json, out var commit) is { } problem)
        {
            await repository.SkipAsync(problem);
            return;
        }
        var merged = isMain ? _merges.GetValueOrDefault(commit.Sha) : null;
        if (merged is not null)
            pulls.MergeMethods[merged.Number] = MethodOf(commit, merged.Number);
        if (!Window.Contains(commit.CommittedAt) || !_listed.Add(Key(commit.Sha)))
            return;
        foreach (var activity in commit.Activities(repository.Container, branch, number ?? merged?.Number))
            await repository.AddAsync(activity);
    }

    private static string MethodOf(CommitItem commit, int number)
    {
        if (commit.Parents.Count > 1)
            return "merge";
        var end = commit.Message.IndexOf('\n');
        var subject = end < 0 ? commit.Message : commit.Message[..end];
        return subject.TrimEnd().EndsWith($"(#{number})", StringComparison.Ordinal) ? "squash" : "rebase";
    }

    private bool IsReached(string sha) => Key(sha) is var key && (_listed.Contains(key) || _reached.Contains(key));

    private static UInt128 Key(string sha) => UInt128.Parse(sha.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // Whole seconds, as commits have them; the window itself cuts exactly.
    private static string Moment(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

internal sealed record Branch(string Name, string Head);
