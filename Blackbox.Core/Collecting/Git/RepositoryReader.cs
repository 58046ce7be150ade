using System.Globalization;
using System.Runtime.CompilerServices;

namespace Blackbox.Core.Collecting.Git;

/// <summary>What was read from a connection's repositories so far.</summary>
internal sealed class ConnectionReading
{
    /// <summary>Names of the containers by the repositories' own directories.</summary>
    public Dictionary<string, string> Repositories { get; } = [];

    public RepositoryNames Names { get; } = new();

    private readonly HashSet<UInt128> _commits = [];

    /// <returns>False when the commit was already read, from this or another repository of the connection.</returns>
    public bool IsNew(string sha) =>
        // 128 bits of the hash identify a commit.
        _commits.Add(UInt128.Parse(sha.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}

/// <summary>Reads one repository's window.</summary>
internal sealed class RepositoryReader(GitProgram git, ConnectionReading reading, TimeWindow window, CollectionReport report)
{
    /// <summary>Co-authors of a commit that get an activity of their own.</summary>
    public const int MaxCoAuthors = 50;

    private readonly CommitDetails _details = new();
    private readonly Dictionary<GitPerson, CollectedPerson> _people = [];
    private bool _borderSeen;

    /// <summary>The repository's name; the path's own until the repository is open.</summary>
    public string Container { get; private set; } = "";

    /// <exception cref="GitException">The repository cannot be read, or not to its end.</exception>
    public async IAsyncEnumerable<CollectedActivity> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var repository = await OpenAsync(git, reading, path, name => Container = name, cancellationToken);
        if (repository is null)
        {
            report.ContainerNoted(Container, GitCodes.SameRepository, "Two paths of the connection lead to this repository; it is read once.");
            yield break;
        }
        if (repository.IsPartial)
            report.ContainerNoted(Container, GitCodes.Partial, "A partial clone lacks file contents; commits are read without their files.");

        using var span = GitTelemetry.Source.StartActivity("git log");
        span?.SetTag("blackbox.container", Container);
        var commits = 0;
        await using var mailmap = new GitMailmap(git, repository, cancellationToken);
        foreach (var (branch, revisions) in repository.IsEmpty ? [] : repository.Selections)
        {
            GitException? incomplete = null;
            for (var withFiles = !repository.IsPartial; ; withFiles = false)
            {
                GitException? failure;
                await using var listing = await GitListing.StartAsync(git, repository, revisions, window, withFiles, cancellationToken);
                while (true)
                {
                    (var commit, failure) = await TryReadAsync(listing);
                    if (commit is null)
                        break;
                    if (!Wanted(commit, repository))
                        continue;
                    commits++;
                    var coAuthors = await CoAuthorsAsync(commit, mailmap);
                    foreach (var activity in Activities(commit, branch ?? OpenedRepository.BranchOf(commit.Source), repository, withFiles, coAuthors))
                        yield return activity;
                }
                if (failure is null)
                    break;
                // Sizes of changes need all contents; the commits themselves may be whole where those are not.
                if (!withFiles || failure.Code != GitCodes.Corrupt)
                    throw failure;
                incomplete = failure;
            }
            if (incomplete is not null)
                report.ContainerNoted(Container, GitCodes.MissingObjects, $"Some commits are read without their files. {incomplete.Message}");
        }
        span?.SetTag("blackbox.commits", commits);
        Conclude(repository);
    }

    private bool Wanted(GitCommit commit, OpenedRepository repository)
    {
        _borderSeen |= repository.Border?.Contains(commit.Sha) ?? true;
        if (commit.OccurredAt is null)
            report.ItemSkipped(Container, GitCodes.BadDate, $"Commit {commit.Sha} has no date between 1970 and 2100.");
        return commit.InWindow && reading.IsNew(commit.Sha);
    }

    private static async ValueTask<(GitCommit? Commit, GitException? Failure)> TryReadAsync(GitListing listing)
    {
        try
        {
            return (await listing.ReadAsync(), null);
        }
        catch (GitException e)
        {
            return (null, e);
        }
    }

    /// <summary>Opens and names a repository.</summary>
    /// <returns>Null when the connection has it already.</returns>
    internal static async Task<OpenedRepository?> OpenAsync(
        GitProgram git, ConnectionReading reading, string path, Action<string> named, CancellationToken cancellationToken)
    {
        OpenedRepository repository;
        try
        {
            await git.CheckVersionAsync(cancellationToken);
            repository = await OpenedRepository.OpenAsync(git, path, cancellationToken);
        }
        catch (GitException)
        {
            named(reading.Names.For(path));
            throw;
        }
        if (reading.Repositories.TryGetValue(repository.GitDirectory, out var name))
        {
            named(name);
            return null;
        }
        name = reading.Names.For(repository.Top);
        reading.Repositories.Add(repository.GitDirectory, name);
        named(name);
        return repository;
    }

    // What lies beyond a shallow border may still exist, so nothing counts as gone in a window that the border crosses.
    private void Conclude(OpenedRepository repository)
    {
        if (repository.IsEmpty)
            report.ContainerNoted(Container, GitCodes.Empty, "The repository has no commit yet.");
        if (repository.IsShallow)
        {
            report.ContainerNoted(
                Container, GitCodes.Shallow, "A shallow clone: older commits are missing. \"git fetch --unshallow\" brings them.");
        }
        if (!repository.IsShallow || !_borderSeen)
            report.ContainerListed(Container);
    }

    private IEnumerable<CollectedActivity> Activities(GitCommit commit, string? branch, OpenedRepository repository, bool withFiles, CoAuthors coAuthors)
    {
        var atBorder = repository.IsShallow && repository.Border?.Contains(commit.Sha) == true;
        // Seen from the border, every file is new; that is not what its commit did.
        var filesKnown = withFiles && !atBorder;
        var author = Person(commit.Author);
        CollectedActivity Of(CollectedPerson person, string role) => new()
        {
            Person = person,
            ExternalId = commit.Sha,
            Kind = commit.IsMerge ? "merge" : "commit",
            OccurredAt = commit.OccurredAt!.Value,
            Title = commit.Subject.Length > 0 ? commit.Subject : "(no message)",
            Body = commit.Body,
            Container = Container,
            Url = repository.Links?.For(commit.Sha),
            Details = _details.Write(commit, branch, filesKnown, atBorder, coAuthors.Contacts, coAuthors.More, role),
        };

        yield return Of(author, "author");
        foreach (var person in coAuthors.People)
            yield return Of(person, "co-author");
    }

    private sealed record CoAuthors(IReadOnlyList<GitPerson> Contacts, IReadOnlyList<CollectedPerson> People, bool More)
    {
        public static CoAuthors None { get; } = new([], [], false);
    }

    // Each person once, and not again who is the author.
    private async ValueTask<CoAuthors> CoAuthorsAsync(GitCommit commit, GitMailmap mailmap)
    {
        var named = GitMessage.CoAuthors(commit.Body);
        if (named.Count == 0)
            return CoAuthors.None;
        var author = Person(commit.Author);
        var contacts = new List<GitPerson>();
        var people = new List<CollectedPerson>();
        foreach (var contact in named)
        {
            var mapped = await mailmap.MapAsync(contact);
            var person = Person(mapped);
            if (person.ExternalId == author.ExternalId || people.Exists(p => p.ExternalId == person.ExternalId))
                continue;
            if (people.Count == MaxCoAuthors)
                return new(contacts, people, true);
            contacts.Add(mapped);
            people.Add(person);
        }
        return new(contacts, people, false);
    }

    private CollectedPerson Person(GitPerson person)
    {
        const int maxRemembered = 10_000;
        if (_people.TryGetValue(person, out var known))
            return known;
        known = GitIdentity.Of(person);
        if (_people.Count < maxRemembered)
            _people.Add(person, known);
        return known;
    }
}
