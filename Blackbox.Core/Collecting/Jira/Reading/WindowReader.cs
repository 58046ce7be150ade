using System.Threading.Channels;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>Reads one window: while the listing goes on, what changed is read in batches, several at once, and the rest is given from memory.</summary>
/// <param name="projects">Keys; empty for all.</param>
internal sealed class WindowReader(JiraReading reading, FetchMemory memory, IReadOnlyCollection<string> projects)
{
    /// <summary>Batches that are read at once; how many requests there are at once is the token's budget's to say.</summary>
    private const int AtOnce = 4;

    private readonly Strays _strays = new(memory);

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<IReadOnlyList<ChangedIssue>>(1);
        var reader = new IssueReader(reading, _strays);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listing = ListAsync(reader, batches.Writer, stop.Token);
        try
        {
            await Parallel.ForEachAsync(
                batches.Reader.ReadAllAsync(stop.Token), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token },
                async (batch, token) => await reader.ReadAsync(batch, token));
        }
        finally
        {
            await stop.CancelAsync();
            await listing;
        }
        var cursors = await _strays.CursorsAsync(cancellationToken);
        await reading.Findings.SayAsync(report =>
        {
            foreach (var (month, cursor) in cursors)
                report.SaveCursor(month, cursor);
        }, cancellationToken);
    }

    /// <summary>Never throws: what went wrong is the channel's end.</summary>
    private async Task ListAsync(IssueReader reader, ChannelWriter<IReadOnlyList<ChangedIssue>> batches, CancellationToken cancellationToken)
    {
        try
        {
            await ListAllAsync(reader, batches, cancellationToken);
            batches.Complete();
        }
#pragma warning disable CA1031 // Whatever it is reaches the readers of batches through the channel, which throws it there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            batches.Complete(exception);
        }
    }

    private async Task ListAllAsync(IssueReader reader, ChannelWriter<IReadOnlyList<ChangedIssue>> batches, CancellationToken cancellationToken)
    {
        var listing = new IssueListing(reading, projects);
        var changed = new List<ChangedIssue>();
        await foreach (var issue in listing.IssuesAsync(cancellationToken))
            await TakeAsync(issue);
        if (await _strays.OfAsync(reading.Window, cancellationToken) is { } others)
        {
            await foreach (var issue in listing.ByIdAsync(others, cancellationToken))
            {
                if (projects.Count == 0 || projects.Contains(issue.Project))
                    await TakeAsync(issue);
            }
        }
        else
        {
            reading.Incomplete(null);
            await reading.Findings.SayAsync(report => report.ContainerNoted(JiraReading.Everywhere, JiraCodes.ManyStrays,
                "So many issues hold something of these days that their dates of change do not tell that not all of them are kept track of: nothing is marked as gone because its issue is."), cancellationToken);
        }
        if (changed.Count > 0)
            await batches.WriteAsync(changed, cancellationToken);

        async Task TakeAsync(ListedIssue issue)
        {
            if (await reader.RememberAsync(issue, cancellationToken) is not { } again)
                return;
            changed.Add(again);
            if (changed.Count < IssueReader.BatchSize)
                return;
            await batches.WriteAsync(changed, cancellationToken);
            changed = [];
        }
    }
}
