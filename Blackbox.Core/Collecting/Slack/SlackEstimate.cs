using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Reading;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>Says what collecting a window would take, from the list of channels and the latest messages of a few of them.</summary>
internal sealed class SlackEstimate(SlackClient client, TimeProvider time)
{
    /// <summary>Channels whose latest messages are looked at; one where Slack answers once a minute.</summary>
    private const int MaxSampled = 3;

    private const int AtOnce = 4;

    private static readonly TimeSpan TypicalAnswer = TimeSpan.FromMilliseconds(250);

    /// <exception cref="PlatformException">Slack does not let it be found out at this moment.</exception>
    public async Task<CollectionEstimate> MakeAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        if (SlackSettings.Parse(context.Connection.Settings, out var settings) is not null)
            return new(0, TimeSpan.Zero, null);
        // Nothing is remembered and nothing counted as a part of the collection.
        using var session = client.Open(context.Access, settings, memory: null, tally: null, context.Priority);
        try
        {
            var list = await ChannelList.LoadAsync(session, context.Connection.Scope != RecordScope.Everyone, priority: null, cancellationToken);
            var targets = Targets.Choose(list, settings, new Dictionary<string, string>(), new());
            var rate = await SampleAsync(session, targets, cancellationToken);
            return Of(context.Window, settings, session.IsUnlisted, targets.Count, rate);
        }
        catch (ResourceException exception)
        {
            throw exception.Code == SlackCodes.MissingScope
                ? new PlatformAuthException(exception.Code, exception.Message)
                : new PlatformUnavailableException(exception.Code, exception.Message, exception);
        }
    }

    private CollectionEstimate Of(TimeWindow window, SlackSettings settings, bool isUnlisted, int channels, Rate rate)
    {
        var days = Math.Max(0, (window.To - window.From).TotalDays);
        var slices = Math.Max(1, Math.Ceiling(days / SlackCollector.SliceDays));
        // Each slice looks back; of that time, threads are remembered by the slice before it and asked for once more.
        var read = days + (slices * settings.LookbackOf(isUnlisted).TotalDays);
        var size = isUnlisted ? SlackMethods.UnlistedPageSize : SlackMethods.PageSize;
        var histories = channels * Math.Max(slices, read * rate.Messages / size);
        var threads = channels * read * rate.Threads;
        var requests = (int)Math.Min(int.MaxValue, Math.Ceiling(3 + histories + threads));
        // Histories and threads are counted apart.
        var limit = isUnlisted ? client.Limits.UnlistedMessagesPerMinute : client.Limits.MessagesPerMinute;
        var limited = TimeSpan.FromMinutes(Math.Floor(Math.Min(Math.Max(histories, threads), int.MaxValue) / limit));
        var free = requests * TypicalAnswer / AtOnce;
        return limited > free ? new(requests, limited, limit == 1 ? "1 request a minute" : $"{limit} requests a minute") : new(requests, free, null);
    }

    private async Task<Rate> SampleAsync(SlackSession session, IReadOnlyList<ChannelTarget> targets, CancellationToken cancellationToken)
    {
        var rates = new List<Rate>();
        // Spread over the list, which begins with the oldest channels.
        var step = Math.Max(1, targets.Count / MaxSampled);
        foreach (var target in targets.Where((_, index) => index % step == 0).Take(MaxSampled))
        {
            try
            {
                using var page = await session.HistoryAsync(SlackMethods.LatestOf(target.Item.Id, SlackMethods.PageSize), cancellationToken);
                rates.Add(RateOf(page, time.GetUtcNow()));
            }
            catch (ResourceException)
            {
                // It will not be read then, either.
            }
            if (session.IsUnlisted)
                break;
        }
        return rates.Count == 0 ? default : new(rates.Average(rate => rate.Messages), rates.Average(rate => rate.Threads));
    }

    private static Rate RateOf(RestPage page, DateTimeOffset now)
    {
        var messages = new List<MessageItem>();
        foreach (var json in SlackJson.Items(page.Root, "messages"))
        {
            if (MessageItem.Read(json, out var message) is null)
                messages.Add(message);
        }
        if (messages.Count == 0)
            return default;
        // A whole history goes on until today; of a longer one the last part is known.
        var (first, last) = (messages.Min(message => message.Ts).At, messages.Max(message => message.Ts).At);
        var days = Math.Max(1.0 / 24, ((page.Next is null && now > last ? now : last) - first).TotalDays);
        return new(messages.Count / days, messages.Count(message => message.HasReplies) / days);
    }

    /// <summary>What is written in one channel in a day.</summary>
    private readonly record struct Rate(double Messages, double Threads);
}
