using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Reads one repository's window. One instance reads once.</summary>
internal sealed class RepositoryReader(ConnectionReading reading, RepositoryTarget target, CancellationToken cancellationToken)
{
    private bool _isStable = true;
    private bool _isUnderstood = true;

    public ConnectionReading Connection => reading;
    public RepositoryTarget Target => target;
    public CancellationToken CancellationToken => cancellationToken;
    public TimeWindow Window => reading.Window;
    public string Container => target.Container;

    /// <summary>Work may be on any branch; with a personal token in someone else's repository it is not on theirs.</summary>
    public bool IsInsider => reading.Only is null || target.Item.MayPush;

    /// <summary>Titles of issues and pull requests that changed since the window's start, by number.</summary>
    public Dictionary<int, string> Titles { get; } = [];

    /// <summary>Reads everything; what cannot be read is told to the report.</summary>
    /// <exception cref="PlatformException">The whole connection cannot be read at this moment.</exception>
    public async Task ReadAsync()
    {
        try
        {
            await ReadAllAsync();
        }
        catch (ResourceException exception)
        {
            await SayAsync(report => report.ContainerFailed(Container, exception.Code, FailureMessage(exception)));
            return;
        }

        if (target.FormerName is { } former)
            await SayAsync(report => report.ContainerNoted(Container, GitHubCodes.Renamed, $"The repository was called {former} before."));
        if (!_isStable)
        {
            await SayAsync(report => report.ContainerNoted(
                Container, GitHubCodes.Changing, "The repository kept changing while it was read. What was found is recorded; what is gone is found out the next time."));
            return;
        }
        // What could not be understood may be what the record has.
        if (!_isUnderstood || !reading.MayTellWhatIsGone)
            return;
        await SayAsync(report =>
        {
            report.ContainerListed(Container);
            if (target.FormerName is { } name)
                report.ContainerListed(name);
        });
    }

    /// <summary>Items of a list, until a page is reached that holds only what is older than wanted.</summary>
    /// <param name="path">Below the repository, as <c>/pulls?state=all</c>.</param>
    /// <param name="orderedBy">Member that the list is ordered by, newest first; null to read it to its end.</param>
    public async IAsyncEnumerable<JsonElement> ItemsAsync(string path, string? orderedBy = null, TimeSpan margin = default)
    {
        var list = new StableList(reading.Session);
        Func<JsonElement, bool>? isEnough = orderedBy is null ? null : page =>
            page.Items().LastOrDefault().Instant(orderedBy) is { } oldest && oldest < Window.From - margin;
        await foreach (var page in list.PagesAsync($"/repos/{Container}{path}", isEnough, cancellationToken))
        {
            foreach (var item in page.Items())
                yield return item;
        }
        _isStable &= list.IsStable;
    }

    public ValueTask AddAsync(CollectedActivity? activity) =>
        activity is not null && reading.IsWanted(activity) ? reading.Findings.AddAsync(activity, cancellationToken) : ValueTask.CompletedTask;

    public ValueTask SkipAsync(string problem)
    {
        _isUnderstood = false;
        return SayAsync(report => report.ItemSkipped(Container, GitHubCodes.Malformed, problem));
    }

    public ValueTask SayAsync(Action<CollectionReport> say) => reading.Findings.SayAsync(say, cancellationToken);

    // First what changed at all: whatever happened in the window to an issue or pull request left a later change on it.
    private async Task ReadAllAsync()
    {
        var conversations = new ConversationReader(this);
        var pulls = new PullReader(this);
        await conversations.ReadIssuesAsync();
        if (conversations.HasPulls)
            await pulls.ReadPullsAsync();
        await new CommitReader(this, pulls).ReadAsync();
        if (conversations.HasPulls)
        {
            await pulls.ReadReviewsAsync();
            await conversations.ReadReviewCommentsAsync();
        }
        if (conversations.HasAny)
        {
            await conversations.ReadCommentsAsync();
            await conversations.ReadEventsAsync(pulls);
        }
        await conversations.ReadReleasesAsync();
    }

    private string FailureMessage(ResourceException exception) => $"{Container} cannot be read: {exception.Message}";
}
