using System.Globalization;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Slack.Model;
using Blackbox.Simulators.Slack.Payloads;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Slack.Endpoints;

/// <summary>Channels, who is in them, and what is said there.</summary>
internal sealed class ConversationEndpoints(SlackSimulation simulation)
{
    public const string List = "conversations.list";
    public const string Members = "conversations.members";
    public const string History = "conversations.history";
    public const string Replies = "conversations.replies";

    private const string NextTs = "next_ts";
    private const int MostMessages = 999;
    private const int MostOfUnlisted = 15;
    private const int MostByDefault = 100;

    private static readonly string[] Types = ["public_channel", "private_channel", "mpim", "im"];

    public IEnumerable<Endpoint> All =>
    [
        new(List, ["cursor", "exclude_archived", "limit", "team_id", "types"], OfList) { Resource = List },
        new(Members, ["channel", "cursor", "limit"], OfMembers) { Resource = Members },
        new(History, ["channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest"], OfHistory) { Resource = History },
        new(Replies, ["channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest", "ts"], OfReplies) { Resource = Replies },
    ];

    private Workspace Workspace => simulation.Workspace;

    private Answer OfList(Call call)
    {
        var types = (call.Parameter("types") ?? Types[0]).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (types.Any(type => !Types.Contains(type)))
            return Errors.Of("invalid_types");
        var scopes = simulation.TokenNamed(call.Token).Scopes;
        foreach (var type in types)
        {
            var scope = type switch { "public_channel" => "channels:read", "private_channel" => "groups:read", _ => $"{type}:read" };
            if (!scopes.Contains(scope))
                return Errors.MissingScope(scope, scopes);
        }
        var channels = Workspace.Channels
            .Where(channel => types.Contains(channel.IsPrivate ? Types[1] : Types[0]) && (!channel.IsPrivate || Workspace.RobotIsIn(channel)))
            .Where(channel => !channel.IsArchived || !IsTrue(call, "exclude_archived"))
            .ToList();
        return Cursor.Page(call, "channels", "team", channels, channel => channel.Id, MostByDefault, (writer, channel) => SlackPayload.Channel(writer, Workspace, channel));
    }

    private Answer OfMembers(Call call) =>
        Find(call, "read", out var channel) ?? Cursor.Page(call, "members", "user", channel.Members, id => id, MostByDefault, (writer, id) => writer.WriteStringValue(id));

    private Answer OfHistory(Call call)
    {
        if (Find(call, "history", out var channel) is { } refusal)
            return refusal;
        if (!Workspace.RobotIsIn(channel))
            return Errors.Of("not_in_channel");
        if (Window(call, MostByDefault, out var window) is { } invalid)
            return invalid;
        // Newest first: the cursor is the newest that is left.
        var latest = window.Next ?? window.Latest;
        var messages = channel.Timeline(window.Oldest, latest).Take(window.Limit + 1).ToList();
        return Page(channel, messages, window.Limit, isThread: false);
    }

    private Answer OfReplies(Call call)
    {
        if (Find(call, "history", out var channel) is { } refusal)
            return refusal;
        if (!Workspace.RobotIsIn(channel))
            return Errors.Of("not_in_channel");
        if (!Ts.TryParse(call.Parameter("ts"), out var ts) || channel.Find(ts) is not { } parent)
            return Errors.Of("thread_not_found");
        if (Window(call, MostMessages, out var window) is { } invalid)
            return invalid;
        // Oldest first. The parent leads, whatever the window is, and further pages do not repeat it.
        var from = window.Next ?? window.Oldest;
        var messages = parent.Replies.Where(reply => reply.Ts >= from && reply.Ts <= window.Latest);
        if (window.Next is null)
            messages = messages.Prepend(parent);
        return Page(channel, [.. messages.Take(window.Limit + 1)], window.Limit, isThread: true);
    }

    private Answer Page(Channel channel, List<Message> messages, int limit, bool isThread)
    {
        var hasMore = messages.Count > limit;
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Flag("ok", true);
            writer.List("messages", messages.Take(limit), message => MessagePayload.Message(writer, Workspace, channel, message, isThread));
            writer.Flag("has_more", hasMore);
            if (!isThread)
            {
                writer.Number("pin_count", 0);
                writer.Nothing("channel_actions_ts");
                writer.Number("channel_actions_count", 0);
            }
            if (hasMore)
            {
                writer.Object("response_metadata", () =>
                    writer.Text("next_cursor", Cursor.Of(NextTs, messages[limit].Ts.ToString(CultureInfo.InvariantCulture))));
            }
            writer.WriteEndObject();
        });
    }

    /// <summary>A private channel without the bot is not there; what may not be done in one that is, the scope says.</summary>
    private Answer? Find(Call call, string right, out Channel channel)
    {
        channel = Workspace.FindChannel(call.Parameter("channel") ?? "")!;
        if (channel is null || (channel.IsPrivate && !Workspace.RobotIsIn(channel)))
            return Errors.Of("channel_not_found");
        var scope = $"{(channel.IsPrivate ? "groups" : "channels")}:{right}";
        var scopes = simulation.TokenNamed(call.Token).Scopes;
        return scopes.Contains(scope) ? null : Errors.MissingScope(scope, scopes);
    }

    private readonly record struct Span(long Oldest, long Latest, int Limit, long? Next);

    private Answer? Window(Call call, int otherwise, out Span window)
    {
        window = default;
        var next = NextTsOf(call);
        var (oldest, latest) = (0L, long.MaxValue);
        if (call.Parameter("oldest") is { } from)
        {
            if (!Ts.TryParse(from, out oldest))
                return Errors.Of("invalid_ts_oldest");
            if (!IsTrue(call, "inclusive"))
                oldest++;
        }
        if (call.Parameter("latest") is { } to)
        {
            if (!Ts.TryParse(to, out latest))
                return Errors.Of("invalid_ts_latest");
            if (!IsTrue(call, "inclusive"))
                latest--;
        }
        if (Cursor.LimitOf(call, simulation.IsUnlisted ? MostOfUnlisted : otherwise, MostMessages) is not { } limit)
            return Errors.Of("invalid_limit");
        if (simulation.IsUnlisted)
            limit = Math.Min(limit, MostOfUnlisted);
        if (next is null)
        {
            window = new(oldest, latest, limit, null);
            return null;
        }
        if (!long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var ts))
            return Errors.Of("invalid_cursor");
        window = new(oldest, latest, limit, ts);
        return null;
    }

    /// <summary>Null without a cursor; empty for one that no answer had in it.</summary>
    private static string? NextTsOf(Call call) =>
        call.Parameter("cursor") is not { } cursor ? null : Cursor.TryRead(cursor, NextTs, out var next) ? next : "";

    private static bool IsTrue(Call call, string name) => call.Parameter(name) is "1" or "true";
}
