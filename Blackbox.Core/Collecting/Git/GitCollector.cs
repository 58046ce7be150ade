using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Reads the commits of local git repositories; settings are <see cref="GitSettings"/>, problems carry <see cref="GitCodes"/>.</summary>
internal sealed class GitCollector(GitProgram git, IOptions<GitOptions> options, TimeProvider time) : ICollector
{
    private const int MaxPeople = 1_000;

    /// <summary>What a history of some ten thousand commits takes.</summary>
    private static readonly TimeSpan TypicalDuration = TimeSpan.FromSeconds(15);

    public string Platform => Platforms.Git;

    public string Title => "Git";

    public ConnectionForm? Form => GitConnectionForm.Form;

    // Listing a history twice costs more than listing it once, however long it is.
    public TimeSpan? Slice => null;

    public int BackfillDays => 366;

    public string? ValidateSettings(string settings) => GitSettings.Parse(settings, out _);

    public string SuggestName(string settings) => GitSettings.Parse(settings, out var named) is null ? GitConnectionForm.NameOf(named) : Title;

    public string? ValidateAccess(string? baseUrl, string? secret) =>
        baseUrl is null && secret is null ? null : "A git connection names folders of this machine; it takes neither an address nor a secret.";

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        GitSettings.Parse(context.Connection.Settings, out var settings);
        return Task.FromResult(new CollectionEstimate(null, TypicalDuration * settings.Repositories.Count, null));
    }

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (connection, report) = (context.Connection, context.Report);
        if (GitSettings.Parse(connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(GitText.Cut(connection.Name, Activity.MaxContainerLength), GitCodes.BadSettings, problem);
            yield break;
        }

        var reading = new ConnectionReading();
        foreach (var path in settings.Repositories)
        {
            var reader = new RepositoryReader(git, reading, context.Window, report);
            var activities = reader.ReadAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (activities)
            {
                while (await MoveNextAsync(activities, reader, report))
                    yield return activities.Current;
            }
        }
    }

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken)
    {
        if (GitSettings.Parse(access.Connection.Settings, out var settings) is { } problem)
            return new(false, problem, [], []);

        using var deadline = new CancellationTokenSource(options.Value.TestTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var test = new RepositoryTests(git);
        var containers = new List<ContainerTest>();
        foreach (var path in settings.Repositories)
        {
            var result = await test.RunAsync(path, both.Token);
            cancellationToken.ThrowIfCancellationRequested();
            containers.Add(result);
        }

        var readable = containers.Count(c => c.Ok);
        var message = readable == containers.Count
            ? readable == 1 ? "The repository can be read." : $"All {readable} repositories can be read."
            : $"{readable} of {containers.Count} repositories can be read.";
        return new(readable > 0, message, containers, test.People(MaxPeople), test.LatestAt);
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<CollectedActivity> activities, RepositoryReader reader, CollectionReport report)
    {
        try
        {
            return await activities.MoveNextAsync();
        }
        catch (GitException e)
        {
            report.ContainerFailed(reader.Container, e.Code, e.Message);
            return false;
        }
    }
}
