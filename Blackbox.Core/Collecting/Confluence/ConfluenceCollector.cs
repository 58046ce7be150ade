using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Confluence.Reading;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Reads what people write in Confluence; settings are <see cref="ConfluenceSettings"/>, docs/platforms/confluence.md says what is collected.</summary>
internal sealed class ConfluenceCollector(
    RestClient client, ConfluenceAccessTest test, IOptionsMonitor<ConfluenceOptions> options, IOptions<BudgetOptions> budgets, TimeProvider time) : ICollector
{
    /// <summary>Findings that wait to be consumed.</summary>
    private const int MaxWaiting = 64;

    public const int SliceDays = 30;

    public string Platform => Platforms.Confluence;

    public string Title => ConfluenceDialect.Cloud.Title;

    public ConnectionForm? Form => ConfluenceConnectionForm.Form;

    public TimeSpan? Slice => TimeSpan.FromDays(SliceDays);

    public int BackfillDays => SliceDays;

    public string? ValidateSettings(string settings) => ConfluenceSettings.Parse(settings, out _);

    public string SuggestName(string settings) =>
        ConfluenceSettings.Parse(settings, out var named) is null ? ConfluenceConnectionForm.NameOf(named) : Title;

    public string? ValidateAccess(string? baseUrl, string? secret) => ConfluenceAccessRules.Check(baseUrl, secret);

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken) =>
        ConfluenceSettings.Parse(access.Connection.Settings, out var settings) is { } problem
            ? new(false, problem, [], [])
            : await test.RunAsync(access, settings, SpacesOf(settings), cancellationToken);

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        new ConfluenceEstimate(client, budgets.Value, time).MakeAsync(context, SpacesOf, cancellationToken);

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var report = context.Report;
        if (ConfluenceSettings.Parse(context.Connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(Texts.Cut(context.Connection.Name, Activity.MaxContainerLength), ConfluenceCodes.BadSettings, problem);
            yield break;
        }

        var dialect = ConfluenceDialect.Of(settings, context.Connection.BaseUrl);
        var session = client.Open(dialect, context.Access, context.Memory, report, context.Priority);
        var channel = Channel.CreateBounded<Finding>(MaxWaiting);
        var reading = new ConnectionReading(session, context, new(channel.Writer)) { VersionsLeaveGaps = !dialect.IsCloud };
        var reader = new WindowReader(reading, SpacesOf(settings));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producer = ReadAsync(reader, channel.Writer, stop.Token);
        try
        {
            await foreach (var finding in channel.Reader.ReadAllAsync(cancellationToken))
            {
                finding.Say?.Invoke(report);
                if (finding.Activity is { } activity)
                    yield return activity;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
    }

    private IReadOnlyList<string> SpacesOf(ConfluenceSettings settings) =>
        settings.Spaces.Count > 0 ? settings.Spaces : [.. options.CurrentValue.Spaces.Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Never throws: what went wrong is the channel's end.</summary>
    private static async Task ReadAsync(WindowReader reader, ChannelWriter<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadAsync(cancellationToken);
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
