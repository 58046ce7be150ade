using System.Text.Json;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>
/// Reads one channel's window and what lies before it: its messages, then the threads of each page. Nothing is held but the keys of threads. One instance
/// reads once.
/// </summary>
internal sealed class ChannelReader(SlackReading reading, ChannelTarget target, CancellationToken cancellationToken)
{
    /// <summary>Threads that are read at once.</summary>
    private const int AtOnce = 4;

    /// <summary>Pages without a message in one list.</summary>
    private const int MaxEmptyPages = 10;

    private readonly HashSet<SlackTs> _threads = [];
    private readonly HashSet<SlackTs> _answered = [];
    private TimeWindow _span = reading.Span;
    private volatile bool _isUnderstood = true;
    private volatile ResourceException? _failure;

    private ChannelItem Channel => target.Item;
    private string Container => target.Item.Container;

    /// <summary>Reads everything; what cannot be read is told to the report.</summary>
    /// <exception cref="PlatformException">The whole connection cannot be read at this moment.</exception>
    public async Task ReadAsync()
    {
        try
        {
            await ReadHistoryAsync();
            await ReadOldThreadsAsync();
        }
        catch (ResourceException exception) when (exception.Code is SlackCodes.NotInChannel or SlackCodes.ChannelNotFound)
        {
            await SayAsync(report => report.ContainerNoted(
                Container, SlackCodes.NotInChannel, $"The bot is no longer in {Container}; what was recorded stays. {exception.Message}"));
            return;
        }
        catch (ResourceException exception)
        {
            _failure = exception;
        }

        if (_failure is { } failure)
            await SayAsync(report => report.ContainerFailed(Container, failure.Code, $"{Container} cannot be read: {failure.Message}"));
        if (target.FormerContainer is { } former)
            await SayAsync(report => report.ContainerNoted(Container, SlackCodes.Renamed, $"The channel was called {former} before."));
        // What could not be understood may be what the record has.
        if (_failure is not null || !_isUnderstood || !reading.MayTellWhatIsGone || !target.IsAlone)
            return;
        await SayAsync(report =>
        {
            report.ContainerListed(Container, _span);
            if (target.FormerContainer is { } name)
                report.ContainerListed(name, _span);
        });
    }

    private async Task ReadHistoryAsync()
    {
        string? next = SlackMethods.HistoryOf(Channel.Id, _span);
        for (var (reached, empty) = (SlackTs.Of(DateTimeOffset.MaxValue), 0); next is not null;)
        {
            var threads = new List<ThreadTarget>();
            SlackTs? oldest = null;
            using (var page = await reading.Session.HistoryAsync(next, cancellationToken))
            {
                // It may have turned out that less is to be read.
                _span = reading.Span;
                foreach (var json in MessagesOf(page))
                    oldest = Earlier(oldest, await MessageAsync(json, threads));
                next = page.Next;
            }
            await ReadAsync(threads);
            if (oldest >= reached || (oldest is null && ++empty > MaxEmptyPages))
                throw new ResourceException(200, SlackCodes.Malformed, "Its list of messages does not go on to older ones.");
            reached = oldest ?? reached;
            if (reached.At < _span.From)
                return;
        }
    }

    /// <returns>Its key; null where it has none.</returns>
    private async ValueTask<SlackTs?> MessageAsync(JsonElement json, List<ThreadTarget> threads)
    {
        if (MessageItem.Read(json, out var message) is { } problem)
        {
            await SkipAsync(problem);
            return null;
        }
        if (await reading.ActivityOfAsync(message, Channel, cancellationToken) is { } activity)
            await reading.Findings.AddAsync(activity, cancellationToken);
        if (message.HasReplies && _threads.Add(message.Ts))
        {
            var isActive = message.LatestReply is not { } latest || reading.Window.Contains(latest.At);
            threads.Add(new(message.Ts, message.ThreadVersion, isActive, IsOld: false));
        }
        // Sent to the channel, too: its thread may have begun before what is listed.
        if (message is { IsReply: true, ThreadTs: { } parent })
            _answered.Add(parent);
        return message.Ts;
    }

    private static SlackTs? Earlier(SlackTs? one, SlackTs? other) => one is null || other < one ? other ?? one : one;

    // Replies are listed by their thread only, and a thread by its first message: those that began earlier are known from the record, or by a reply that
    // was sent to the channel as well.
    private async Task ReadOldThreadsAsync()
    {
        var recorded = (await reading.OldThreadsAsync(_span, cancellationToken))[Channel.Id].ToDictionary(thread => thread.Parent, thread => thread.LastReplyAt);
        var threads = new List<ThreadTarget>();
        foreach (var parent in recorded.Keys.Union(_answered).Where(parent => parent.At < _span.From && _threads.Add(parent)))
        {
            var isActive = _answered.Contains(parent) || reading.Window.Contains(recorded[parent]);
            // Nothing tells whether it changed: it is asked for once for each window.
            threads.Add(new(parent, $"old {reading.Window.To:O}", isActive, IsOld: true));
        }
        await ReadAsync(threads);
    }

    private Task ReadAsync(List<ThreadTarget> threads) =>
        Parallel.ForEachAsync(threads, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (thread, _) => await ReadAsync(thread));

    private async Task ReadAsync(ThreadTarget thread)
    {
        // An edit of a reply leaves no trace on the thread's first message, so one that is answered in the window is always asked for; and once more
        // afterwards, as then it has another version.
        var version = thread.IsActive ? $"{thread.Version} at {reading.Time.GetUtcNow().UtcTicks}" : thread.Version;
        var isUnderstood = true;
        try
        {
            string? next = SlackMethods.RepliesOf(Channel.Id, thread.Parent);
            while (next is not null)
            {
                using var page = await reading.Session.RepliesAsync(next, RestFreshness.Version(version), cancellationToken);
                foreach (var json in MessagesOf(page))
                    isUnderstood &= await ReplyAsync(json, thread);
                next = page.Next;
            }
        }
        catch (ResourceException exception) when (exception.Code == SlackCodes.ThreadNotFound)
        {
            // All of it is gone.
        }
        catch (ResourceException exception)
        {
            _failure = exception;
            return;
        }
        if (isUnderstood && reading.MayTellWhatIsGone)
            await SayAsync(report => report.ThreadListed(SlackActivity.ThreadKey(Channel.Id, thread.Parent)));
    }

    /// <returns>Whether it could be understood.</returns>
    private async ValueTask<bool> ReplyAsync(JsonElement json, ThreadTarget thread)
    {
        var problem = MessageItem.Read(json, out var message);
        if (problem is null && message.Ts != thread.Parent && message.ThreadTs != thread.Parent)
            problem = $"The message {message.Ts} is of another thread than it was listed in.";
        if (problem is not null)
        {
            await SkipAsync(problem);
            return false;
        }
        // The channel's list has the first message as it is now; here it may be as it was remembered.
        if ((message.Ts != thread.Parent || thread.IsOld) && await reading.ActivityOfAsync(message, Channel, cancellationToken) is { } activity)
            await reading.Findings.AddAsync(activity, cancellationToken);
        return true;
    }

    /// <exception cref="ResourceException">The list is none, or ends before its end.</exception>
    private static IEnumerable<JsonElement> MessagesOf(RestPage page)
    {
        if (!SlackJson.TryItems(page.Root, "messages", out var messages) || !page.Root.TryGetProperty("messages", out _))
            throw new ResourceException(200, SlackCodes.Malformed, "Slack's answer holds no list of messages.");
        if (page.Next is null && SlackJson.TryFlag(page.Root, "has_more", out var hasMore) && hasMore)
            throw new ResourceException(200, SlackCodes.Malformed, "Slack says that there are more messages, but not where.");
        return messages;
    }

    private ValueTask SkipAsync(string problem)
    {
        _isUnderstood = false;
        return SayAsync(report => report.ItemSkipped(Container, SlackCodes.Malformed, problem));
    }

    private ValueTask SayAsync(Action<CollectionReport> say) => reading.Findings.SayAsync(say, cancellationToken);

    /// <param name="Version">What its answer is remembered under.</param>
    /// <param name="IsActive">It may have changed without a sign of it.</param>
    /// <param name="IsOld">It began before what is listed.</param>
    private readonly record struct ThreadTarget(SlackTs Parent, string Version, bool IsActive, bool IsOld);
}
