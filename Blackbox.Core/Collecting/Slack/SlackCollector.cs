using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Reading;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>Reads what people write in Slack's channels; settings are <see cref="SlackSettings"/>, docs/platforms/slack.md says what is collected.</summary>
internal sealed class SlackCollector(SlackClient client, SlackAccessTest test, TimeProvider time) : ICollector
{
    /// <summary>Channels that are read at once; how many requests there are at once is the token's budget's to say.</summary>
    private const int AtOnce = 4;

    /// <summary>Findings that wait to be consumed.</summary>
    private const int MaxWaiting = 64;

    public const int SliceDays = 30;

    // Cursors.
    private const string WorkspaceCursor = "workspace";
    private const string LimitCursor = "limit";

    public string Platform => Platforms.Slack;

    public string Title => "Slack";

    public ConnectionForm? Form => SlackConnectionForm.Form;

    public TimeSpan? Slice => TimeSpan.FromDays(SliceDays);

    public int BackfillDays => SliceDays;

    public string? ValidateSettings(string settings) => SlackSettings.Parse(settings, out _);

    public string? ValidateAccess(string? baseUrl, string? secret) => SlackAccessRules.Check(baseUrl, secret);

    public string SuggestName(string settings) => SlackSettings.Parse(settings, out var named) is null ? SlackConnectionForm.NameOf(named) : Title;

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken) =>
        SlackSettings.Parse(access.Connection.Settings, out var settings) is { } problem
            ? new(false, problem, [], [])
            : await test.RunAsync(access, settings, cancellationToken);

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        new SlackEstimate(client, time).MakeAsync(context, cancellationToken);

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var report = context.Report;
        if (SlackSettings.Parse(context.Connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(Texts.Cut(context.Connection.Name, Activity.MaxContainerLength), SlackCodes.BadSettings, problem);
            yield break;
        }

        using var session = client.Open(
            context.Access, settings, context.Memory, report, context.Priority, await context.Memory.CursorAsync(LimitCursor, cancellationToken));
        var channel = Channel.CreateBounded<Finding>(MaxWaiting);
        var (reading, targets) = await BeginAsync(context, settings, session, new(channel.Writer), cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producer = ReadAsync(reading, targets, channel.Writer, stop.Token);
        try
        {
            await foreach (var finding in channel.Reader.ReadAllAsync(cancellationToken))
            {
                finding.Say?.Invoke(report);
                if (finding.Activity is not null)
                    yield return finding.Activity;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
        report.SaveCursor(LimitCursor, session.State);
        if (session.IsUnlisted)
        {
            report.ContainerNoted(Targets.Workspace, SlackCodes.Unlisted,
                "Slack lets this app ask for messages once a minute only, as it is distributed outside of Slack's directory. An app that the workspace makes for itself is faster.");
        }
    }

    /// <summary>Whose workspace it is, who its people are and which channels are read.</summary>
    private async Task<(SlackReading Reading, IReadOnlyList<ChannelTarget> Targets)> BeginAsync(
        CollectionContext context, SlackSettings settings, SlackSession session, Findings findings, CancellationToken cancellationToken)
    {
        var report = context.Report;
        // A record of everyone is no place for what was said in private.
        var withPrivate = context.Connection.Scope != RecordScope.Everyone;
        try
        {
            var (workspace, isSame) = await WorkspaceAsync(context, session, cancellationToken);
            var people = await PeopleAsync(session, report, cancellationToken);
            var list = await ChannelList.LoadAsync(session, withPrivate, context.Priority, cancellationToken);
            var targets = Targets.Choose(list, settings, await KnownChannels.LoadAsync(context.Memory, cancellationToken), report);
            KnownChannels.Save(report, targets.ToDictionary(target => target.Item.Id, target => target.Item.Name));
            if (!isSame)
                report.ContainerNoted(Targets.Workspace, SlackCodes.OtherWorkspace, "The token is of another workspace than before; what was recorded before stays as it is.");
            return (new(context, settings, session, findings, time)
            {
                Workspace = workspace,
                People = people,
                Names = new(people.Names, list.PublicNames),
                MayTellWhatIsGone = isSame,
            }, targets);
        }
        catch (ResourceException exception)
        {
            // Without these there is nothing to read; one that lacks a permission waits for a person.
            throw exception.Code == SlackCodes.MissingScope
                ? new PlatformAuthException(exception.Code, exception.Message)
                : new PlatformUnavailableException(exception.Code, exception.Message, exception);
        }
    }

    /// <summary>Where messages' addresses lead, and whether the record is of the same workspace.</summary>
    private static async Task<(Uri? Address, bool IsSame)> WorkspaceAsync(CollectionContext context, SlackSession session, CancellationToken cancellationToken)
    {
        using var page = await session.GetAsync(SlackMethods.AuthTest, RestFreshness.MaxAge(People.MaxAge), cancellationToken);
        var id = SlackJson.Text(page.Root, "team_id") ?? "";
        var known = await context.Memory.CursorAsync(WorkspaceCursor, cancellationToken);
        context.Report.SaveCursor(WorkspaceCursor, known ?? id);
        return (AddressOf(page.Root), known is null || known == id);
    }

    private static Uri? AddressOf(JsonElement root) =>
        Uri.TryCreate(SlackJson.Text(root, "url"), UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) ? uri : null;

    private static async Task<People> PeopleAsync(SlackSession session, CollectionReport report, CancellationToken cancellationToken)
    {
        var people = new People(session);
        try
        {
            await people.LoadAsync(problem => report.ItemSkipped(Targets.Workspace, SlackCodes.Malformed, problem), cancellationToken);
        }
        catch (ResourceException exception) when (exception.Code == SlackCodes.MissingScope)
        {
            report.ContainerNoted(Targets.Workspace, exception.Code, $"People are shown by their ids. {exception.Message}");
        }
        return people;
    }

    /// <summary>Never throws: what went wrong is the channel's end.</summary>
    private static async Task ReadAsync(
        SlackReading reading, IReadOnlyList<ChannelTarget> targets, ChannelWriter<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(targets, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (target, token) => await new ChannelReader(reading, target, token).ReadAsync());
            findings.Complete();
        }
#pragma warning disable CA1031 // Whatever it is reaches the consumer through the channel, which throws it there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            findings.Complete(exception);
        }
    }
}
