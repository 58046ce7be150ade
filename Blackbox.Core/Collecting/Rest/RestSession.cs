using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Polly;
using Polly.Retry;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>
/// GET requests of one connection. Each waits for its place in the secret's budget, is asked conditionally where it was asked before, tried again
/// where trying again may help, and its answer remembered at once. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A resource on which the platform fails again and again (5xx, cut or malformed answers, no answer in time) is that resource's failure as long as the
/// platform answered something before in this session and not <see cref="RestClientOptions.MaxFailuresInRow"/> resources in a row failed; then, and
/// where nothing can be reached at all, it is the whole connection's.
/// </remarks>
public sealed class RestSession
{
    private readonly RestWire _wire;
    private readonly RestDialect _dialect;
    private readonly BudgetToken _token;
    private readonly RequestBudgets _budgets;
    private readonly FetchMemory? _memory;
    private readonly CollectionReport? _tally;
    private readonly int _priority;
    private readonly RestClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;
    private int _answered;
    private int _failedInRow;

    internal RestSession(
        RestWire wire, RestDialect dialect, BudgetToken token, RequestBudgets budgets, FetchMemory? memory, CollectionReport? tally, int priority,
        RestClientOptions options, TimeProvider time)
    {
        (_wire, _dialect, _token, _budgets, _memory, _tally, _priority, _options, _time) =
            (wire, dialect, token, budgets, memory, tally, priority, options, time);
        _retries = Retries();
    }

    /// <summary>The base URL, without a slash at its end.</summary>
    public Uri Server => _wire.Server;

    /// <summary>One resource.</summary>
    /// <param name="pathAndQuery">Below the base URL, as <c>/repos/o/r/pulls?state=all</c>; parts that come from outside are escaped. No secret is in it.</param>
    /// <exception cref="ResourceException">This resource cannot be read; others may.</exception>
    /// <exception cref="PlatformException">The connection cannot be read at this moment.</exception>
    public Task<RestPage> GetAsync(string pathAndQuery, CancellationToken cancellationToken) => FindAsync(pathAndQuery, null, cancellationToken);

    /// <summary>One resource, from what is remembered where that is fresh enough; that counts as a request for what did not change.</summary>
    /// <inheritdoc cref="GetAsync(string, CancellationToken)"/>
    public Task<RestPage> GetAsync(string pathAndQuery, RestFreshness freshness, CancellationToken cancellationToken) =>
        FindAsync(pathAndQuery, freshness, cancellationToken);

    /// <summary>A list, page after page as it is consumed; each page is the consumer's to dispose.</summary>
    /// <inheritdoc cref="GetAsync(string, CancellationToken)"/>
    public IAsyncEnumerable<RestPage> PagesAsync(string pathAndQuery, CancellationToken cancellationToken) => ListAsync(pathAndQuery, null, cancellationToken);

    /// <summary>A list of which each page is read as the one resource.</summary>
    /// <inheritdoc cref="GetAsync(string, RestFreshness, CancellationToken)"/>
    public IAsyncEnumerable<RestPage> PagesAsync(string pathAndQuery, RestFreshness freshness, CancellationToken cancellationToken) =>
        ListAsync(pathAndQuery, freshness, cancellationToken);

    /// <returns>Null where nothing is known yet.</returns>
    /// <inheritdoc cref="RestClient.BudgetAsync"/>
    public Task<RateLimitState?> BudgetAsync(string resource, CancellationToken cancellationToken) =>
        _budgets.ReadAsync(_token, resource, cancellationToken);

    private async IAsyncEnumerable<RestPage> ListAsync(
        string pathAndQuery, RestFreshness? freshness, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = pathAndQuery;
        for (var count = 0; next is not null; count++)
        {
            if (count == _options.MaxPages)
                throw new ResourceException(200, "too_many_pages", $"The list has more than {_options.MaxPages:N0} pages.");
            var page = await FindAsync(next, freshness, cancellationToken);
            next = page.Next;
            yield return page;
        }
    }

    private async Task<RestPage> FindAsync(string pathAndQuery, RestFreshness? freshness, CancellationToken cancellationToken)
    {
        var uri = _wire.Resolve(pathAndQuery);
        var resource = _wire.PathOf(uri)!;
        var remembered = _memory is null ? null : await _memory.FindAsync(resource, cancellationToken);
        if (remembered is not null && freshness?.Allows(remembered, _time.GetUtcNow()) == true && RestExchange.Parse(remembered.Body) is { } json)
            return await UnaskedAsync(json, resource, remembered, freshness, cancellationToken);

        var exchange = new RestExchange(_wire, _dialect, _token, _budgets, _memory, _tally, _priority, _options, _time)
        {
            Uri = uri,
            Resource = resource,
            // Another version is another answer, whatever its date.
            Remembered = remembered is { IsConditional: true } && freshness?.Tag is null ? remembered : null,
            Freshness = freshness,
        };
        return await AskAsync(exchange, cancellationToken);
    }

    private async Task<RestPage> UnaskedAsync(
        JsonDocument json, string resource, RememberedResponse remembered, RestFreshness freshness, CancellationToken cancellationToken)
    {
        try
        {
            // What has an age keeps it: using it does not make it younger.
            if (freshness.Age is null)
                await _memory!.ConfirmAsync(resource, remembered, remembered.Next, always: false, cancellationToken);
            _tally?.RequestNotModified();
            return new(json, remembered.Next, NotModified: true) { Path = resource };
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    private async Task<RestPage> AskAsync(RestExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            var page = await _retries.ExecuteAsync(async token => await exchange.TryAsync(token), cancellationToken);
            Answered();
            return page;
        }
        catch (TransientException exception)
        {
            throw Failed(exception);
        }
        catch (ResourceException)
        {
            Answered();
            throw;
        }
    }

    private Exception Failed(TransientException failure)
    {
        var inRow = Interlocked.Increment(ref _failedInRow);
        if (failure.IsUnreachable)
        {
            return new PlatformUnavailableException(
                "unreachable", $"{_dialect.Title} at {_wire.Server.Authority} cannot be reached: {failure.Message}.", failure);
        }
        return Volatile.Read(ref _answered) > 0 && inRow <= _options.MaxFailuresInRow
            ? new ResourceException(failure.Status, failure.Code, failure.Message)
            : new PlatformUnavailableException(failure.Code, failure.Message, failure);
    }

    private void Answered()
    {
        Interlocked.Exchange(ref _answered, 1);
        Interlocked.Exchange(ref _failedInRow, 0);
    }

    private ResiliencePipeline Retries()
    {
        if (_options.Tries == 1)
            return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = _options.Tries - 1,
            Delay = _options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<TransientException>(exception => !exception.IsLast),
        }).Build();
    }
}
