using Blackbox.Core.Collecting.Budgets;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>Asks platforms' REST interfaces within their limits. Safe for concurrent use.</summary>
public sealed class RestClient(
    IHttpClientFactory clients, RequestBudgets budgets, IOptionsMonitor<RestClientOptions> options, TimeProvider time)
{
    /// <summary>How a platform is asked.</summary>
    public RestClientOptions OptionsOf(RestDialect dialect) => options.Get(dialect.Title);

    /// <summary>Requests of one connection, for one piece of work.</summary>
    /// <param name="memory">Makes requests for what did not change cost nothing; null to ask for everything anew.</param>
    /// <param name="tally">Told what was counted; null where nobody wants to know.</param>
    /// <param name="priority">One of <see cref="TaskPriority"/>.</param>
    /// <exception cref="PlatformAuthException">The address or the secret cannot be one.</exception>
    public RestSession Open(RestDialect dialect, ConnectionAccess access, FetchMemory? memory, CollectionReport? tally, int priority)
    {
        var server = dialect.AddressOf(access.Connection.BaseUrl);
        var own = OptionsOf(dialect);
        var wire = new RestWire(clients.CreateClient(RestSetup.HttpClientName), dialect, server, access.Secret, own);
        return new(wire, dialect, BudgetToken.Of(dialect.Title, server, access.Secret), budgets, memory, tally, priority, own, time);
    }

    /// <param name="resource">As in <see cref="RestBudget"/>.</param>
    /// <returns>Null where nothing is known yet.</returns>
    public Task<RateLimitState?> BudgetAsync(RestDialect dialect, ConnectionAccess access, string resource, CancellationToken cancellationToken) =>
        budgets.ReadAsync(BudgetToken.Of(dialect.Title, dialect.AddressOf(access.Connection.BaseUrl), access.Secret), resource, cancellationToken);
}
