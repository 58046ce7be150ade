using System.Globalization;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Tries a connection's repositories, one after another, and counts who did how much in them.</summary>
internal sealed class RepositoryTests(GitProgram git)
{
    private static readonly TimeWindow AllTime = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private readonly ConnectionReading _reading = new();
    private readonly Dictionary<CollectedPerson, int> _people = [];

    /// <summary>The latest commit's instant.</summary>
    public DateTimeOffset? LatestAt { get; private set; }

    /// <summary>The most active first.</summary>
    public IReadOnlyList<PersonCount> People(int count) =>
    [
        .. _people.GroupBy(p => p.Key.ExternalId)
            .Select(names => new PersonCount(names.MaxBy(name => name.Value).Key, names.Sum(name => name.Value)))
            .OrderByDescending(p => p.Items).ThenBy(p => p.Person.ExternalId, StringComparer.Ordinal)
            .Take(count),
    ];

    /// <param name="deadline">Ends counting; the repository's test succeeds all the same when it could be opened.</param>
    public async Task<ContainerTest> RunAsync(string path, CancellationToken deadline)
    {
        var name = GitText.OneLine(path, Activity.MaxContainerLength);
        OpenedRepository? repository;
        try
        {
            repository = await RepositoryReader.OpenAsync(git, _reading, path, given => name = given, deadline);
        }
        catch (GitException e)
        {
            return new(name, false, e.Code, e.Message, null);
        }
        catch (OperationCanceledException)
        {
            return new(name, false, GitCodes.Timeout, "There was no time left to try it (Git:TestTimeout).", null);
        }

        if (repository is null)
            return new(name, true, GitCodes.SameRepository, "Two paths of the connection lead to this repository; it is read once.", 0);
        if (repository.IsEmpty)
            return new(name, true, GitCodes.Empty, "The repository has no commit yet.", 0);
        try
        {
            var commits = await CountAsync(repository, deadline);
            var counted = string.Create(CultureInfo.InvariantCulture, $"{commits:N0} commit{(commits == 1 ? "" : "s")}.");
            return repository switch
            {
                { IsShallow: true } => new(name, true, GitCodes.Shallow, $"{counted} A shallow clone: older commits are missing.", commits),
                { IsPartial: true } => new(name, true, GitCodes.Partial, $"{counted} A partial clone: commits are read without their files.", commits),
                _ => new(name, true, null, counted, commits),
            };
        }
        catch (GitException e)
        {
            return new(name, false, e.Code, e.Message, null);
        }
        catch (OperationCanceledException)
        {
            return new(name, true, null, "It can be read; it has more commits than could be counted in time.", null);
        }
    }

    private async Task<int> CountAsync(OpenedRepository repository, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (_, revisions) in repository.Selections)
        {
            await using var listing = await GitListing.StartAsync(git, repository, revisions, AllTime, withFiles: false, cancellationToken);
            while (await listing.ReadAsync() is { } commit)
            {
                count++;
                if (!commit.InWindow || !_reading.IsNew(commit.Sha))
                    continue;
                if (commit.OccurredAt is { } instant && !(instant <= LatestAt))
                    LatestAt = instant;
                var person = GitIdentity.Of(commit.Author);
                _people[person] = _people.GetValueOrDefault(person) + 1;
            }
        }
        return count;
    }
}
