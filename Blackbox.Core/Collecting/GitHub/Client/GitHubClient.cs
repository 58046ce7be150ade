using Blackbox.Core.Collecting.Budgets;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Asks GitHub's REST interface within its limits. Safe for concurrent use.</summary>
public sealed class GitHubClient(IHttpClientFactory clients, RequestBudgets budgets, IOptions<GitHubClientOptions> options, TimeProvider time)
{
    /// <summary>Requests of one connection, for one piece of work.</summary>
    /// <param name="memory">Makes requests for what did not change cost nothing; null to ask for everything anew.</param>
    /// <param name="tally">Told what was counted; null where nobody wants to know.</param>
    /// <param name="priority">One of <see cref="TaskPriority"/>.</param>
    /// <exception cref="PlatformAuthException">The address or the token cannot be one.</exception>
    public GitHubSession Open(ConnectionAccess access, FetchMemory? memory, CollectionReport? tally, int priority)
    {
        var server = GitHubAddress.Of(access.Connection.BaseUrl);
        return new(
            new(clients.CreateClient(GitHubClientSetup.HttpClientName), server, GitHubToken.Of(access.Secret), options.Value),
            BudgetToken.Of("GitHub", server, access.Secret), budgets, memory, tally, priority, options.Value, time);
    }

    /// <param name="resource">What GitHub counts together: <c>core</c> or <c>search</c>.</param>
    /// <returns>Null where nothing is known yet.</returns>
    public Task<RateLimitState?> BudgetAsync(ConnectionAccess access, string resource, CancellationToken cancellationToken) =>
        budgets.ReadAsync(BudgetToken.Of("GitHub", GitHubAddress.Of(access.Connection.BaseUrl), access.Secret), resource, cancellationToken);
}
