using System.Collections.Concurrent;
using System.Text.Json;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>Who the members of the workspace are. Asked for once a day; who is not among them, as a guest of another workspace, is asked for by id.</summary>
internal sealed class People(SlackSession session)
{
    /// <summary>How long the list of members holds. A little less than a day, so that each night's run has a new one.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(20);

    /// <summary>Members that are asked for by id in one run.</summary>
    private const int MaxAsked = 200;

    private readonly ConcurrentDictionary<string, string> _names = [];
    private readonly ConcurrentDictionary<string, bool> _bots = [];
    private int _asked;

    /// <summary>Display names by member id.</summary>
    public IReadOnlyDictionary<string, string> Names => _names;

    public bool IsBot(string id) => _bots.ContainsKey(id);

    /// <param name="skipped">Told what is wrong with a member that cannot be read.</param>
    /// <exception cref="ResourceException">They cannot be listed.</exception>
    public async Task LoadAsync(Action<string> skipped, CancellationToken cancellationToken)
    {
        string? next = SlackMethods.UserList;
        while (next is not null)
        {
            using var page = await session.GetAsync(next, RestFreshness.MaxAge(MaxAge), cancellationToken);
            foreach (var json in SlackJson.Items(page.Root, "members"))
            {
                if (Add(json) is { } problem)
                    skipped(problem);
            }
            next = page.Next;
        }
    }

    /// <summary>Finds out who wrote a message, where the list of members does not tell.</summary>
    public async Task FindAsync(MessageItem message, CancellationToken cancellationToken)
    {
        if (message.Author is not { } id || message.AuthorName is not null || _names.ContainsKey(id) || Interlocked.Increment(ref _asked) > MaxAsked)
            return;
        try
        {
            using var page = await session.GetAsync(SlackMethods.UserOf(id), RestFreshness.MaxAge(MaxAge), cancellationToken);
            Add(SlackJson.Member(page.Root, "user"));
        }
        catch (ResourceException)
        {
            // Nobody that this app may know of; the id stands for the name.
        }
        _names.TryAdd(id, id);
    }

    private string? Add(JsonElement json)
    {
        if (UserItem.Read(json, out var user) is { } problem)
            return problem;
        _names[user.Id] = user.DisplayName;
        if (user.IsBot)
            _bots[user.Id] = true;
        return null;
    }
}
