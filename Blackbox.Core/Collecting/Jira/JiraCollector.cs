using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Jira.Reading;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Reads what people do in Jira, Cloud and Data Center; settings are <see cref="JiraSettings"/>, docs/platforms/jira.md says what is collected.</summary>
internal sealed class JiraCollector(RestClient client, JiraAccessTest test, IOptions<BudgetOptions> budgets, TimeProvider time) : ICollector
{
    public const int SliceDays = 30;

    /// <summary>Findings that wait to be consumed.</summary>
    private const int MaxWaiting = 256;

    public string Platform => Platforms.Jira;

    public string Title => JiraDialect.Name;

    public ConnectionForm? Form => JiraConnectionForm.Form;

    public TimeSpan? Slice => TimeSpan.FromDays(SliceDays);

    public int BackfillDays => SliceDays;

    public string? ValidateSettings(string settings) => JiraSettings.Parse(settings, out _);

    public string SuggestName(string settings) => JiraSettings.Parse(settings, out var named) is null ? JiraConnectionForm.NameOf(named) : Title;

    public string? ValidateAccess(string? baseUrl, string? secret) => JiraAccessRules.Check(baseUrl, secret);

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken) =>
        JiraSettings.Parse(access.Connection.Settings, out var settings) is { } problem
            ? new(false, problem, [], [])
            : await test.RunAsync(access, settings, cancellationToken);

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        new JiraEstimate(client, budgets.Value, time).MakeAsync(context, cancellationToken);

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var report = context.Report;
        if (JiraSettings.Parse(context.Connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(Texts.Cut(context.Connection.Name, Activity.MaxContainerLength), JiraCodes.BadSettings, problem);
            yield break;
        }

        var session = client.Open(JiraDialect.Instance, context.Access, context.Memory, report, context.Priority);
        var channel = Channel.CreateBounded<Finding>(MaxWaiting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producer = ReadAsync(session, context, settings, channel.Writer, stop.Token);
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
    }

    /// <summary>Never throws: what went wrong is the channel's end.</summary>
    private static async Task ReadAsync(
        RestSession session, CollectionContext context, JiraSettings settings, ChannelWriter<Finding> writer, CancellationToken cancellationToken)
    {
        var findings = new Findings(writer);
        try
        {
            await ReadAsync(session, context, settings, findings, cancellationToken);
            writer.Complete();
        }
        catch (ResourceException exception)
        {
            await findings.SayAsync(report => report.ContainerFailed(
                Texts.Cut(context.Connection.Name, Activity.MaxContainerLength), exception.Code, $"Jira cannot be read: {exception.Message}"), CancellationToken.None);
            writer.Complete();
        }
#pragma warning disable CA1031 // Whatever it is reaches the consumer through the channel, which throws it there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            writer.Complete(exception);
        }
    }

    private static async Task ReadAsync(
        RestSession session, CollectionContext context, JiraSettings settings, Findings findings, CancellationToken cancellationToken)
    {
        var site = await JiraSite.FindAsync(session, settings, cancellationToken);
        if (context.Connection.UserId is not null)
            await FindSelfAsync(session, site, findings, cancellationToken);
        var visible = (await ProjectList.ReadAsync(session, site, cancellationToken)).Select(project => project.Key).ToList();
        var wanted = visible.Where(key => settings.Projects.Count == 0 || settings.Projects.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList();
        foreach (var missing in settings.Projects.Where(key => !visible.Contains(key, StringComparer.OrdinalIgnoreCase)))
        {
            await findings.SayAsync(report => report.ContainerFailed(missing, JiraCodes.NotFound,
                $"The account sees no project {missing}: it was renamed, archived or deleted, or the account may not browse it."), cancellationToken);
        }
        if (visible.Count == 0)
            await findings.SayAsync(report => report.ContainerFailed(JiraReading.Everywhere, JiraCodes.NotFound, "The account sees no project: give it the permission to browse some."), cancellationToken);
        if (wanted.Count == 0)
            return;

        var reading = new JiraReading(session, site, context, findings);
        await new WindowReader(reading, context.Memory, settings.Projects.Count == 0 ? [] : wanted).ReadAsync(cancellationToken);
        await findings.SayAsync(report =>
        {
            foreach (var project in wanted.Where(reading.IsComplete))
                report.ContainerListed(project);
        }, cancellationToken);
    }

    // Asked each time: another token may be somebody else's.
    private static async Task FindSelfAsync(RestSession session, JiraSite site, Findings findings, CancellationToken cancellationToken)
    {
        using var page = await session.GetAsync($"{site.Api}/myself", cancellationToken);
        if (JiraUser.Of(page.Root) is { } self)
            await findings.SayAsync(report => report.Self = self.Person.ExternalId, cancellationToken);
    }
}
