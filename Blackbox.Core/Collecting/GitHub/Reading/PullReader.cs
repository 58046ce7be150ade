using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Pull requests of one repository, what they change, and their reviews.</summary>
internal sealed class PullReader(RepositoryReader repository)
{
    /// <summary>How long after its first commits a pull request is opened, at most, for them to be told as its own.</summary>
    private static readonly TimeSpan OpenedAfter = TimeSpan.FromDays(30);

    private readonly Dictionary<int, PullItem> _pulls = [];
    private readonly Dictionary<int, PullFiles> _sizes = [];

    /// <summary>How a pull request was merged, by number, as far as its commit in the base branch tells: merge, squash or rebase.</summary>
    public Dictionary<int, string> MergeMethods { get; } = [];

    public PullItem? Find(int number) => _pulls.GetValueOrDefault(number);

    /// <summary>Those that changed since the window's start, in the order of their numbers.</summary>
    public IEnumerable<PullItem> All => _pulls.Values.OrderBy(pull => pull.Number);

    /// <summary>Those whose commits may be of the window.</summary>
    public IEnumerable<PullItem> WithCommits => All.Where(pull =>
        pull.CreatedAt < repository.Window.To + OpenedAfter && !(pull.ClosedAt < repository.Window.From)
        && (repository.IsInsider || repository.Connection.Only?.Is(pull.Author) == true));

    public async Task ReadPullsAsync()
    {
        await foreach (var json in repository.ItemsAsync("/pulls?state=all&sort=updated&direction=desc&per_page=100", "updated_at"))
        {
            if (PullItem.Read(json, out var pull) is { } problem)
            {
                await repository.SkipAsync(problem);
                continue;
            }
            if (pull.UpdatedAt < repository.Window.From || !_pulls.TryAdd(pull.Number, pull))
                continue;
            repository.Titles[pull.Number] = pull.Title;
            var bare = pull.Author.IsBot ? null : pull.Opened(repository.Container, null, null);
            if (bare is not null && repository.Connection.IsWanted(bare))
                await repository.AddAsync(pull.Opened(repository.Container, json.Text("body"), await FilesAsync(pull)));
        }
    }

    public async Task ReadReviewsAsync()
    {
        foreach (var pull in All.Where(pull => pull.CreatedAt < repository.Window.To))
        {
            if (repository.Target.Reviewed is { } reviewed && !reviewed.Contains(pull.Number) && repository.Connection.Only?.Is(pull.Author) != true)
                continue;
            await foreach (var json in repository.ItemsAsync($"/pulls/{pull.Number}/reviews?per_page=100"))
            {
                if (ReviewItem.Read(json, repository.Container, pull, out var activity) is { } problem)
                    await repository.SkipAsync(problem);
                await repository.AddAsync(activity);
            }
        }
    }

    /// <summary>How much it changes, without the files.</summary>
    public async Task<PullFiles?> SizeAsync(PullItem pull)
    {
        if (!_sizes.ContainsKey(pull.Number))
            await FilesAsync(pull);
        return _sizes.GetValueOrDefault(pull.Number);
    }

    // The list ends at 3,000 files, and only the first are kept; then the pull request itself says how many there are.
    private async Task<PullFiles?> FilesAsync(PullItem pull)
    {
        try
        {
            var files = new List<FileItem>();
            string? next = $"/repos/{repository.Container}/pulls/{pull.Number}/files?per_page=100";
            while (next is not null && files.Count < PullFiles.MaxFiles)
            {
                using var page = await repository.Connection.Session.GetAsync(next, repository.CancellationToken);
                foreach (var json in page.Root.Items().Take(PullFiles.MaxFiles - files.Count))
                {
                    if (FileItem.Read(json, out var file) is { } problem)
                        await repository.SkipAsync(problem);
                    else
                        files.Add(file);
                }
                next = page.Next;
            }
            var all = next is null
                ? new PullFiles(files, files.Count, files.Sum(file => file.Added), files.Sum(file => file.Deleted))
                : await CountsAsync(pull, files);
            _sizes[pull.Number] = all with { Files = [] };
            return all;
        }
        catch (ResourceException exception) when (exception.Status is 404 or 410 or 422)
        {
            // The files of a pull request whose commits are gone, as after a fork was deleted; the rest of it is there.
            return null;
        }
    }

    private async Task<PullFiles> CountsAsync(PullItem pull, List<FileItem> files)
    {
        using var page = await repository.Connection.Session.GetAsync($"/repos/{repository.Container}/pulls/{pull.Number}", repository.CancellationToken);
        return new(files, page.Root.Count("changed_files"), page.Root.Count("additions"), page.Root.Count("deletions"));
    }
}
