using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>
/// GET requests of one connection. Each waits for its place in the token's budget, is asked conditionally where it was asked before, tried again
/// where trying again may help, and its answer remembered at once. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A resource on which GitHub fails again and again (5xx, cut or malformed answers, no answer in time) is that resource's failure as long as GitHub
/// answered something before in this session and not <see cref="GitHubClientOptions.MaxFailuresInRow"/> resources in a row failed; then, and where
/// nothing can be reached at all, it is the whole connection's.
/// </remarks>
public sealed class GitHubSession
{
    /// <summary>Rests that are short enough to be waited for, within one request.</summary>
    private const int MaxRests = 3;

    private readonly GitHubWire _wire;
    private readonly BudgetToken _token;
    private readonly RequestBudgets _budgets;
    private readonly FetchMemory? _memory;
    private readonly CollectionReport? _tally;
    private readonly int _priority;
    private readonly GitHubClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;
    private int _answered;
    private int _failedInRow;

    internal GitHubSession(
        GitHubWire wire, BudgetToken token, RequestBudgets budgets, FetchMemory? memory, CollectionReport? tally, int priority,
        GitHubClientOptions options, TimeProvider time)
    {
        (_wire, _token, _budgets, _memory, _tally, _priority, _options, _time) = (wire, token, budgets, memory, tally, priority, options, time);
        _pipeline = Pipeline();
    }

    /// <summary>How the token looks; GitHub's prefixes tell its kind.</summary>
    internal GitHubToken Token => _wire.Token;

    /// <summary>One resource.</summary>
    /// <param name="pathAndQuery">Below the base URL, as <c>/repos/o/r/pulls?state=all</c>; parts that come from outside are escaped.</param>
    /// <exception cref="GitHubResourceException">This resource cannot be read; others may.</exception>
    /// <exception cref="PlatformException">The connection cannot be read at this moment.</exception>
    public async Task<GitHubPage> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var uri = _wire.Resolve(pathAndQuery);
        var resource = _wire.PathOf(uri)!;
        var remembered = _memory is null ? null : await _memory.FindAsync(resource, cancellationToken);
        using var turn = await _budgets.EnterAsync(_token, cancellationToken);
        try
        {
            var page = await _pipeline.ExecuteAsync(async token => await AskAsync(uri, resource, remembered, token), cancellationToken);
            GitHubAnswered();
            return page;
        }
        catch (GitHubTransientException exception)
        {
            throw Failed(exception);
        }
        catch (TimeoutRejectedException exception)
        {
            throw Failed(new(0, "timed_out", "GitHub did not answer in time.", inner: exception));
        }
        catch (GitHubResourceException)
        {
            GitHubAnswered();
            throw;
        }
    }

    /// <summary>A list, page after page as it is consumed; each page is the consumer's to dispose.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async IAsyncEnumerable<GitHubPage> PagesAsync(string pathAndQuery, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = pathAndQuery;
        for (var count = 0; next is not null; count++)
        {
            if (count == _options.MaxPages)
                throw new GitHubResourceException(200, "too_many_pages", $"The list has more than {_options.MaxPages:N0} pages.");
            var page = await GetAsync(next, cancellationToken);
            next = page.Next;
            yield return page;
        }
    }

    /// <returns>Null where nothing is known yet.</returns>
    /// <inheritdoc cref="GitHubClient.BudgetAsync"/>
    public Task<RateLimitState?> BudgetAsync(string resource, CancellationToken cancellationToken) =>
        _budgets.ReadAsync(_token, resource, cancellationToken);

    // One try, with its redirects.
    private async Task<GitHubPage> AskAsync(Uri uri, string resource, RememberedResponse? remembered, CancellationToken cancellationToken)
    {
        for (int redirects = 0, rests = 0; ;)
        {
            var budget = BudgetOf(uri);
            await using var lease = await _budgets.TakeAsync(_token, budget, _priority, cancellationToken);
            using var response = await _wire.SendAsync(uri, remembered, cancellationToken);
            var status = (int)response.StatusCode;
            GitHubTelemetry.Requests.Add(1, new("resource", budget), new("status", status));
            if (status == 304)
            {
                await lease.SettleAsync(free: _wire.Token.IsThere, response.RateLimit(_time));
                if (remembered is null)
                    throw new GitHubTransientException(status, "malformed", "GitHub says that nothing changed, but was not asked that.");
                _tally?.RequestNotModified();
                if (Parse(remembered.Body) is { } same)
                    return await RememberedAsync(same, response, uri, resource, remembered, cancellationToken);
                remembered = null;
                continue;
            }

            var limit = response.RateLimit(_time);
            await lease.SettleAsync(free: false, limit, answered: status < 500, refused: status is 403 or 429 && limit is { Remaining: 0 });
            // What a limit or the token's refusal keeps out is not counted.
            if (status is not (401 or 403 or 429))
                _tally?.RequestCounted();
            if (GitHubWire.IsRedirect(response))
            {
                uri = ++redirects <= _options.MaxRedirects && _wire.Redirect(response, uri) is { } target
                    ? target
                    : throw new GitHubResourceException(status, "redirected", "GitHub sends to another server, or around in circles.");
                continue;
            }
            if (status >= 500 && status != 501 && response.RetryAfter(_time) is null)
                throw new GitHubTransientException(status, "server_error", $"GitHub fails with status {status}.");

            var body = await _wire.BodyAsync(response, cancellationToken);
            if (response.IsSuccessStatusCode)
                return await AnswerAsync(body, response, uri, resource, cancellationToken);
            await RefuseAsync(response, body, rests++);
        }
    }

    private async Task<GitHubPage> AnswerAsync(
        ReadOnlyMemory<byte> body, HttpResponseMessage response, Uri uri, string resource, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var json = Parse(status == 204 ? "null"u8.ToArray() : body)
            ?? throw new GitHubTransientException(status, "malformed", "GitHub's answer is not JSON.");
        try
        {
            var links = LinkHeader.Parse(response.Text("Link"));
            var next = NextOf(links);
            if (_memory is not null && status == 200)
                await _memory.SaveAsync(resource, response.Text("ETag"), response.Text("Last-Modified"), next, body, cancellationToken);
            return Page(json, next, notModified: false, response, uri, links);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    // A list may have got a next page without a change to this one, and its tag says nothing of that: the links of this answer count, if it has any.
    private async Task<GitHubPage> RememberedAsync(
        JsonDocument json, HttpResponseMessage response, Uri uri, string resource, RememberedResponse remembered, CancellationToken cancellationToken)
    {
        try
        {
            var links = LinkHeader.Parse(response.Text("Link"));
            var next = links.Count > 0 ? NextOf(links) : remembered.Next;
            await _memory!.ConfirmAsync(resource, remembered, next, cancellationToken);
            return Page(json, next, notModified: true, response, uri, links);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <exception cref="GitHubResourceException">It is on another server.</exception>
    private string? NextOf(IReadOnlyDictionary<string, string> links)
    {
        if (!links.TryGetValue("next", out var next))
            return null;
        return (Uri.TryCreate(_wire.Server, next, out var uri) ? _wire.PathOf(uri) : null)
            ?? throw new GitHubResourceException(200, "foreign_link",
                "GitHub says that the next page is on another server. Check the connection's address: it must be the one that the server gives itself.");
    }

    private GitHubPage Page(
        JsonDocument json, string? next, bool notModified, HttpResponseMessage response, Uri uri, IReadOnlyDictionary<string, string> links) =>
        new(json, next, notModified)
        {
            Path = _wire.PathOf(uri)!,
            LastPage = LinkHeader.PageOf(links.GetValueOrDefault("last")),
            PollInterval = response.PollInterval(),
            Scopes = response.Scopes(),
            TokenExpiresAt = response.TokenExpiration(),
            IsPartial = response.Text("X-GitHub-SSO")?.StartsWith("partial", StringComparison.OrdinalIgnoreCase) == true,
        };

    /// <summary>Returns where the rest that GitHub wants is short enough to be waited for.</summary>
    private async Task RefuseAsync(HttpResponseMessage response, ReadOnlyMemory<byte> body, int rests)
    {
        var refusal = GitHubRefusal.Of(response, body.Span, _time);
        var message = _wire.Token.RemoveFrom(refusal.Message);
        if (refusal.Kind == RefusalKind.Resource)
        {
            if ((int)response.StatusCode == 403)
                _tally?.RequestCounted();
            throw new GitHubResourceException((int)response.StatusCode, refusal.Code, message);
        }
        if (refusal.Kind == RefusalKind.Token)
            throw new PlatformAuthException(refusal.Code, message);

        var now = _time.GetUtcNow();
        DateTimeOffset until;
        // The budget itself knows from the headers that nothing is left.
        if (refusal.Kind == RefusalKind.PrimaryLimit && response.RateLimit(_time) is { IsPlausible: true } limit)
            until = now + limit.ResetsIn;
        else if (response.RetryAfter(_time) is { } wish)
            until = await _budgets.PauseAsync(_token, now + (wish > MinRest ? wish : MinRest));
        else
            until = await _budgets.PenalizeAsync(_token);
        if (rests >= MaxRests || until - now > _budgets.Options.MaxWait)
            throw new PlatformThrottledException(refusal.Code, $"{message}; it goes on at {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.", until);
    }

    private static readonly TimeSpan MinRest = TimeSpan.FromSeconds(1);

    private Exception Failed(GitHubTransientException failure)
    {
        var inRow = Interlocked.Increment(ref _failedInRow);
        if (failure.IsUnreachable)
            return new PlatformUnavailableException("unreachable", $"GitHub at {_wire.Server.Authority} cannot be reached: {failure.Message}.", failure);
        return Volatile.Read(ref _answered) > 0 && inRow <= _options.MaxFailuresInRow
            ? new GitHubResourceException(failure.Status, failure.Code, failure.Message)
            : new PlatformUnavailableException(failure.Code, failure.Message, failure);
    }

    private void GitHubAnswered()
    {
        Interlocked.Exchange(ref _answered, 1);
        Interlocked.Exchange(ref _failedInRow, 0);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string BudgetOf(Uri uri) => _wire.PathOf(uri)!.StartsWith("/search/", StringComparison.Ordinal) ? "search" : "core";

    private ResiliencePipeline Pipeline()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time }.AddTimeout(_options.TotalTimeout);
        if (_options.Tries > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Tries - 1,
                Delay = _options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<GitHubTransientException>().Handle<TimeoutRejectedException>(),
            });
        }
        return builder.AddTimeout(_options.AttemptTimeout).Build();
    }
}
