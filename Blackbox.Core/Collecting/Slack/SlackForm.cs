using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>A day on Slack: by channel, one bullet a conversation with what was said first. Each activity stands in exactly one bullet.</summary>
internal sealed class SlackForm : IExtractiveForm
{
    private const int MaxChannels = 12;
    private const int MaxConversations = 8;
    private const int MaxReplies = 3;
    private const int MaxLine = 160;
    private const int MaxNames = 3;

    public string? Platform => Platforms.Slack;

    public SummaryText Write(PlatformDay day)
    {
        // Ids come last: they decide only between items that are equal in everything that is shown.
        var items = day.Activities.OrderBy(a => a.OccurredAt).ThenBy(a => a.ExternalId, StringComparer.Ordinal)
            .ThenBy(a => a.Person, StringComparer.Ordinal).ThenBy(a => a.Id).ToList();
        var channels = items.GroupBy(a => a.Container, StringComparer.Ordinal)
            .OrderByDescending(c => c.Count()).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.ToList()).ToList();
        var log = new LogBuilder();
        var where = channels.Count == 1 ? Name(channels[0]) : Phrases.Count(channels.Count, "channel");
        log.Sentence($"{Counted(items)} in {where}.{Others(items)}", items.Select(a => a.Id));
        foreach (var own in channels.Take(MaxChannels))
        {
            if (channels.Count > 1)
                log.Heading(Name(own));
            WriteChannel(log, own);
        }
        if (channels.Count > MaxChannels)
        {
            var rest = channels.Skip(MaxChannels).ToList();
            var all = rest.SelectMany(c => c).ToList();
            log.Heading("More channels");
            log.Bullet($"{Counted(all)} in {Phrases.List([.. rest.Select(Name)], 10)}", all.Select(a => a.Id));
        }
        return log.Build();
    }

    private static void WriteChannel(LogBuilder log, List<DayActivity> items)
    {
        var conversations = items.GroupBy(ThreadOf, StringComparer.Ordinal).Select(c => c.ToList()).ToList();
        // Where there are many, those with most in them say most about the day.
        var told = conversations.Count <= MaxConversations
            ? conversations
            : [.. conversations.OrderByDescending(c => c.Count).ThenByDescending(c => c.Sum(a => a.Body.Length)).Take(MaxConversations - 1).OrderBy(conversations.IndexOf)];
        foreach (var conversation in told)
            log.Bullet(Describe(conversation), conversation.Select(a => a.Id));
        var rest = conversations.Except(told).ToList();
        if (rest.Count > 0)
        {
            var all = rest.SelectMany(c => c).ToList();
            log.Bullet($"and {Counted(all)} in {Phrases.Count(rest.Count, "more conversation")}{By(all)}", all.Select(a => a.Id));
        }
    }

    // "Can someone look at the build? · 2 replies: On it; Fixed"
    private static string Describe(List<DayActivity> conversation)
    {
        var messages = conversation.Where(a => a.Kind != SlackKinds.Reply).ToList();
        var replies = conversation.Where(a => a.Kind == SlackKinds.Reply).ToList();
        var parts = new List<string>();
        if (messages.Count > 0)
            parts.Add(string.Join("; ", messages.Select(Line)));
        if (replies.Count > 0)
        {
            var lines = replies.Select(Line).Distinct(StringComparer.Ordinal).ToList();
            var shown = string.Join("; ", lines.Take(MaxReplies)) + (lines.Count > MaxReplies ? $"; and {Phrases.Number(lines.Count - MaxReplies)} more" : "");
            parts.Add($"{Phrases.Count(replies.Count, "reply", "replies")}: {shown}");
        }
        return string.Join(" · ", parts) + By(conversation);
    }

    // The thread's first message is its name: {"ts": "1700000002.000200", "threadTs": "1700000001.000100"}
    private static string ThreadOf(DayActivity activity)
    {
        using var document = DetailsJson.Parse(activity.Details);
        return DetailsJson.Text(document.RootElement, "threadTs") ?? DetailsJson.Text(document.RootElement, "ts") ?? activity.ExternalId;
    }

    private static string Counted(List<DayActivity> items)
    {
        var parts = new List<string>();
        var replies = items.Count(a => a.Kind == SlackKinds.Reply);
        if (items.Count > replies)
            parts.Add(Phrases.Count(items.Count - replies, "message"));
        if (replies > 0)
            parts.Add(Phrases.Count(replies, "reply", "replies"));
        return Phrases.List(parts);
    }

    private static string Others(List<DayActivity> items)
    {
        var others = items.Where(a => !a.IsOwn).ToList();
        if (others.Count == 0)
            return "";
        var names = others.GroupBy(a => Markdown.Escape(a.Person, 60), StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        var by = Phrases.List(names, 4, "others");
        return others.Count == items.Count ? $" By {by}." : $" {Phrases.Number(others.Count)} of them by {by}.";
    }

    private static string By(List<DayActivity> items)
    {
        var names = items.Where(a => !a.IsOwn).Select(a => Markdown.Escape(a.Person, 60)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $" · by {Phrases.List(names, MaxNames, "others")}";
    }

    private static string Line(DayActivity activity) => Markdown.Escape(activity.Title, MaxLine) is { Length: > 0 } line ? line : "(no text)";

    private static string Name(List<DayActivity> channel) => Markdown.Escape(channel[0].Container, 120) is { Length: > 0 } name ? name : "(unnamed channel)";
}
