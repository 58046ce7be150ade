using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Reads the commits of local git repositories; settings are <see cref="GitSettings"/>, problems carry <see cref="GitCodes"/>.</summary>
internal sealed class GitCollector(GitProgram git, IOptions<GitOptions> options, TimeProvider time) : ICollector
{
    private const int MaxPeople = 1_000;

    public string Platform => Platforms.Git;

    public string? ValidateSettings(string settings) => GitSettings.Parse(settings, out _);

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        Connection connection, TimeWindow window, CollectionReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (GitSettings.Parse(connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(GitText.Cut(connection.Name, Activity.MaxContainerLength), GitCodes.BadSettings, problem);
            yield break;
        }

        var reading = new ConnectionReading();
        foreach (var path in settings.Repositories)
        {
            var reader = new RepositoryReader(git, reading, window, report);
            var activities = reader.ReadAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (activities)
            {
                while (await MoveNextAsync(activities, reader, report))
                    yield return activities.Current;
            }
        }
    }

    public async Task<ConnectionTest> TestAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (GitSettings.Parse(connection.Settings, out var settings) is { } problem)
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
