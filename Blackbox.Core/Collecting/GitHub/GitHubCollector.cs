using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.GitHub.Reading;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Reads what people do on GitHub; settings are <see cref="GitHubSettings"/>, docs/platforms/github.md says what is collected.</summary>
internal sealed class GitHubCollector(RestClient client, GitHubAccessTest test, IOptions<BudgetOptions> budgets, TimeProvider time) : ICollector
{
    /// <summary>Repositories that are read at once; how many requests there are at once is the token's budget's to say.</summary>
    private const int AtOnce = 4;

    /// <summary>Findings that wait to be consumed.</summary>
    private const int MaxWaiting = 64;

    public const int SliceDays = 7;

    public string Platform => Platforms.GitHub;

    public string Title => "GitHub";

    public ConnectionForm? Form => GitHubConnectionForm.Form;

    public TimeSpan? Slice => TimeSpan.FromDays(SliceDays);

    public int BackfillDays => SliceDays;

    public string? ValidateSettings(string settings) => GitHubSettings.Parse(settings, out _);

    public string SuggestName(string settings) => GitHubSettings.Parse(settings, out var named) is null ? GitHubConnectionForm.NameOf(named) : Title;

    public string? ValidateAccess(string? baseUrl, string? secret) => GitHubAccessRules.Check(baseUrl, secret);

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken) =>
        GitHubSettings.Parse(access.Connection.Settings, out var settings) is { } problem
            ? new(false, problem, [], [])
            : await test.RunAsync(access, settings.Repositories, settings.Organization, cancellationToken);

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        new GitHubEstimate(client, budgets.Value, time).MakeAsync(context, cancellationToken);

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var report = context.Report;
        if (GitHubSettings.Parse(context.Connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(Texts.Cut(context.Connection.Name, Activity.MaxContainerLength), GitHubCodes.BadSettings, problem);
            yield break;
        }

        var session = client.Open(GitHubDialect.Instance, context.Access, context.Memory, report, context.Priority);
        var channel = Channel.CreateBounded<Finding>(MaxWaiting);
        var reading = new ConnectionReading(session, context, settings, new(channel.Writer), time);
        if (settings.IsPersonal && await TryFindOwnerAsync(reading, report, cancellationToken) is false)
            yield break;
        reading.MayTellWhatIsGone = await OwnerCheck.IsSameAsync(reading, report, cancellationToken);
        var days = settings.IsPersonal ? new OwnDays(reading) : null;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producer = ReadAsync(reading, channel.Writer, stop.Token);
        try
        {
            await foreach (var finding in channel.Reader.ReadAllAsync(cancellationToken))
            {
                finding.Say?.Invoke(report);
                if (finding.Activity is null)
                    continue;
                days?.Saw(finding.Activity);
                yield return finding.Activity;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
        if (days is not null)
            await days.SaveAsync(report, cancellationToken);
        if (!reading.MayTellWhatIsGone)
            report.ContainerNoted(context.Connection.Name, GitHubCodes.OtherOwner, "The token belongs to someone else than before; what was recorded before stays as it is.");
    }

    private static async Task<bool> TryFindOwnerAsync(ConnectionReading reading, CollectionReport report, CancellationToken cancellationToken)
    {
        try
        {
            reading.Only = await OwnerCheck.AskAsync(reading.Session, cancellationToken);
            report.Self = reading.Only.Person.ExternalId;
            return true;
        }
        catch (ResourceException exception)
        {
            report.ContainerFailed("GitHub", exception.Code,
                $"The token belongs to nobody whose work could be found. Name repositories or an organisation in the settings. {exception.Message}");
            return false;
        }
    }

    /// <summary>Never throws: what went wrong is the channel's end.</summary>
    private static async Task ReadAsync(ConnectionReading reading, ChannelWriter<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            var targets = await new Discovery(reading).FindAsync(cancellationToken);
            foreach (var group in targets.GroupBy(target => target.Item.IsFork))
            {
                await Parallel.ForEachAsync(group, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                    async (target, token) => await new RepositoryReader(reading, target, token).ReadAsync());
            }
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
