using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Finds out whose a token is and what it can and cannot see, with some requests. Safe for concurrent use.</summary>
public sealed class GitHubAccessTest(RestClient client, TimeProvider time)
{
    /// <summary>Repositories that are looked at.</summary>
    public const int MaxRepositories = 100;

    private const int AtOnce = 4;

    /// <param name="repositories">As <c>owner/name</c>; empty for those of the organisation, or for all that the token reaches.</param>
    /// <param name="organization">Whose repositories; null for all that the token reaches.</param>
    /// <returns>Also for whatever GitHub may answer: in words that a person can act on.</returns>
    public async Task<ConnectionTest> RunAsync(
        ConnectionAccess access, IReadOnlyList<string> repositories, string? organization, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(client.OptionsOf(GitHubDialect.Instance).TestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var session = client.Open(GitHubDialect.Instance, access, memory: null, tally: null, TaskPriority.Critical);
            var owner = await TokenOwner.FindAsync(session, GitHubToken.Of(access.Secret), either.Token);
            var found = repositories.Count > 0
                ? await LookAsync(session, repositories, either.Token)
                : await ListAsync(session, organization, either.Token);
            return new(
                found.Exists(repository => repository.Test.Ok), await SayAsync(session, owner, found, organization, either.Token),
                found.ConvertAll(repository => repository.Test), People: [], found.Max(repository => repository.PushedAt), Self: owner.Person);
        }
        catch (PlatformException exception)
        {
            return new(Ok: false, exception.Message, [], [], NeedsAuth: exception is PlatformAuthException);
        }
        catch (ResourceException exception)
        {
            return new(Ok: false, exception.Message, [], []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Ok: false, "GitHub did not answer in time.", [], []);
        }
    }

    private static async Task<List<SeenRepository>> LookAsync(
        RestSession session, IReadOnlyList<string> repositories, CancellationToken cancellationToken)
    {
        var found = new SeenRepository[Math.Min(repositories.Count, MaxRepositories)];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => found[index] = await RepositoryLook.AtAsync(session, repositories[index], token));
        return await RepositoryLook.DeeperAsync(session, [.. found], cancellationToken);
    }

    private static async Task<List<SeenRepository>> ListAsync(RestSession session, string? organization, CancellationToken cancellationToken)
    {
        var path = organization is null
            ? $"/user/repos?per_page={MaxRepositories}&sort=pushed"
            : $"/orgs/{Uri.EscapeDataString(organization)}/repos?per_page={MaxRepositories}&sort=pushed";
        using var page = await session.GetAsync(path, cancellationToken);
        var found = new List<SeenRepository>();
        if (page.Root.ValueKind == JsonValueKind.Array)
            found.AddRange(page.Root.EnumerateArray().Take(MaxRepositories).Select(RepositoryLook.Of).OfType<SeenRepository>());
        return await RepositoryLook.DeeperAsync(session, found, cancellationToken);
    }

    private static async Task<string> SayAsync(
        RestSession session, TokenOwner owner, List<SeenRepository> found, string? organization, CancellationToken cancellationToken)
    {
        var readable = found.Count(repository => repository.Test.Ok);
        var unreadable = found.Count - readable;
        var more = found.Count == MaxRepositories ? " (only the first 100 were looked at)" : "";
        var sentences = new List<string>
        {
            $"{owner.Describe()} can read {Repositories(readable)}{more}.",
        };
        if (unreadable > 0)
            sentences.Add($"{Repositories(unreadable)} cannot be read: see why at each.");
        if (found.Count == 0)
            sentences.Add("Give the token access to some, or name the repositories to collect.");
        sentences.AddRange(owner.Lacks(organization is not null));
        if (await session.BudgetAsync("core", cancellationToken) is { Limit: { } limit, Remaining: { } remaining } budget)
            sentences.Add(Budget(limit, remaining, budget));
        return Texts.Cut(string.Join(' ', sentences), Connection.MaxMessageLength);
    }

    private static string Budget(int limit, int remaining, RateLimitState budget)
    {
        var until = budget.ResetsAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" until {at.UtcDateTime:HH:mm} UTC") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{remaining:N0} of {limit:N0} requests are left{until}.");
    }

    private static string Repositories(int count) => count == 1 ? "1 repository" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} repositories");
}
