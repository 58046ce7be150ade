using System.Globalization;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Reading;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>Finds out which workspace a token is of, which channels its bot is in and what it lacks, with some requests. Safe for concurrent use.</summary>
internal sealed class SlackAccessTest(SlackClient client, TimeProvider time)
{
    /// <summary>Channels that are named in the answer.</summary>
    private const int MaxChannels = 100;

    /// <summary>Channels whose latest message is looked for, where Slack does not limit that to one a minute.</summary>
    private const int MaxProbes = 5;

    private static readonly (string Scope, string For)[] Scopes =
    [
        ("channels:read", "to see channels"), ("channels:history", "to read them"), ("groups:read", "to see private channels that the bot is in"),
        ("groups:history", "to read those"), ("users:read", "to show people by name"), ("users:read.email", "to know who they are"),
        ("team:read", "to name the workspace"),
    ];

    /// <returns>Also for whatever Slack may answer: in words that a person can act on.</returns>
    public async Task<ConnectionTest> RunAsync(ConnectionAccess access, SlackSettings settings, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(client.Options.TestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var session = client.Open(access, settings, memory: null, tally: null, TaskPriority.Critical);
            return await RunAsync(session, access, settings, either.Token);
        }
        catch (PlatformException exception)
        {
            return new(Ok: false, exception.Message, [], [], NeedsAuth: exception is PlatformAuthException);
        }
        catch (ResourceException exception)
        {
            return new(Ok: false, exception.Message, [], [], NeedsAuth: exception.Code == SlackCodes.MissingScope);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Ok: false, "Slack did not answer in time.", [], []);
        }
    }

    private static async Task<ConnectionTest> RunAsync(
        SlackSession session, ConnectionAccess access, SlackSettings settings, CancellationToken cancellationToken)
    {
        var (bot, granted) = await BotAsync(session, cancellationToken);
        var withPrivate = access.Connection.Scope != RecordScope.Everyone;
        var list = await ChannelList.LoadAsync(session, withPrivate, priority: null, cancellationToken);
        var report = new CollectionReport();
        var targets = Targets.Choose(list, settings, new Dictionary<string, string>(), report);
        var (latest, problem) = await ProbeAsync(session, targets, cancellationToken);

        List<ContainerTest> tests =
        [
            .. targets.Take(MaxChannels).Select(target => new ContainerTest(
                target.Item.Container, problem is null, problem?.Code, problem?.Message ?? (target.Item.IsPrivate ? "Private; can be read." : "Can be read."), null)),
            .. report.Problems.Where(one => one.Kind == CollectionProblemKind.ContainerFailed).Select(one => new ContainerTest(one.Container, false, one.Code, one.Message, null)),
        ];
        var sentences = new List<string> { $"{bot} is in {Channels(targets.Count)}." };
        if (targets.Count == 0)
            sentences.Add("Invite it where its people work: /invite @its-name in the channel.");
        if (problem is not null)
            sentences.Add(problem.Message);
        sentences.AddRange(Lacking(granted, list, withPrivate));
        if (session.IsUnlisted)
            sentences.Add("Slack lets this app ask for messages once a minute only; an app that the workspace makes for itself is faster.");
        if (!withPrivate)
            sentences.Add("Private channels are left out, as the connection records everyone.");
        return new(
            targets.Count > 0 && problem is null, Texts.Cut(string.Join(' ', sentences), Connection.MaxMessageLength), tests, People: [], latest,
            NeedsAuth: problem?.Code == SlackCodes.MissingScope);
    }

    // {"ok": true, "team": "Northwind", "user": "blackbox", …}, and the permissions in a header.
    private static async Task<(string Bot, IReadOnlyList<string>? Granted)> BotAsync(SlackSession session, CancellationToken cancellationToken)
    {
        using var page = await session.GetAsync(SlackMethods.AuthTest, null, cancellationToken);
        string Shown(string member, string none) => RestRefusal.Quoted(SlackJson.Text(page.Root, member)) is { Length: > 0 } text ? text : none;
        var granted = page.Header("X-OAuth-Scopes")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return ($"The bot {Shown("user", "without a name")} of the workspace {Shown("team", "without a name")}", granted);
    }

    // One request, or some more where that is no matter: whether messages can be read, and when the last one was written.
    private static async Task<(DateTimeOffset? Latest, ResourceException? Problem)> ProbeAsync(
        SlackSession session, IReadOnlyList<ChannelTarget> targets, CancellationToken cancellationToken)
    {
        DateTimeOffset? latest = null;
        foreach (var target in targets.Where(target => !target.Item.IsArchived).Take(MaxProbes))
        {
            try
            {
                // More than an app gets that may ask once a minute only.
                using var page = await session.HistoryAsync(SlackMethods.LatestOf(target.Item.Id, SlackMethods.UnlistedPageSize + 1), cancellationToken);
                foreach (var ts in SlackJson.Items(page.Root, "messages").Select(json => SlackTs.Parse(SlackJson.Text(json, "ts"))))
                    latest = ts is { } found && !(latest >= found.At) ? found.At : latest;
            }
            catch (ResourceException exception)
            {
                return (latest, exception);
            }
            if (session.IsUnlisted)
                break;
        }
        return (latest, null);
    }

    private static IEnumerable<string> Lacking(IReadOnlyList<string>? granted, ChannelList list, bool withPrivate)
    {
        if (granted is null)
            return list.PrivateProblem is { } problem ? [problem] : [];
        var lacking = Scopes.Where(scope => !granted.Contains(scope.Scope, StringComparer.Ordinal) && (withPrivate || !scope.Scope.StartsWith("groups:", StringComparison.Ordinal)))
            .Select(scope => $"{scope.Scope} {scope.For}").ToList();
        return lacking.Count == 0 ? [] : [$"It lacks {string.Join(", ", lacking)}. Add it under OAuth & Permissions, Bot Token Scopes, and install the app again."];
    }

    private static string Channels(int count) => count == 1 ? "1 channel" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} channels");
}
