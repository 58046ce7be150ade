using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>One resource's requests: its tries, each with redirects and with rests that are short enough to be waited for. For one user at a time.</summary>
internal sealed class RestExchange(
    RestWire wire, RestDialect dialect, BudgetToken token, RequestBudgets budgets, FetchMemory? memory, CollectionReport? tally, int priority,
    RestClientOptions options, TimeProvider time)
{
    /// <summary>Rests that are waited for within one try.</summary>
    private const int MaxRests = 3;

    private static readonly TimeSpan MinRest = TimeSpan.FromSeconds(1);

    private TimeSpan _spent;

    public required Uri Uri { get; init; }

    /// <summary>Path and query that it is remembered under.</summary>
    public required string Resource { get; init; }

    /// <summary>What the platform may say has not changed.</summary>
    public required RememberedResponse? Remembered { get; init; }

    public required RestFreshness? Freshness { get; init; }

    /// <exception cref="TransientException">It failed for a reason that may pass.</exception>
    /// <exception cref="ResourceException">This resource cannot be read.</exception>
    /// <exception cref="PlatformException">The connection cannot be read.</exception>
    public async Task<RestPage> TryAsync(CancellationToken cancellationToken)
    {
        var hop = new Hop(Uri, Remembered);
        for (int redirects = 0, rests = 0; ;)
        {
            var budget = dialect.BudgetOf(wire.PathOf(hop.Uri)!);
            // The budget first: who waits for a minute's must not keep a place from who need not.
            await using var lease = await budgets.TakeAsync(token, budget.Resource, priority, budget.PerMinute, cancellationToken);
            using var turn = await budgets.EnterAsync(token, cancellationToken);
            var next = await InTimeAsync(limited => AskAsync(hop, budget, lease, rests, limited), cancellationToken);
            if (next.Page is not null)
                return next.Page;
            rests += next.Rested ? 1 : 0;
            if (next.Uri != hop.Uri && ++redirects > options.MaxRedirects)
                throw Redirected(next.Status);
            hop = next;
        }
    }

    private async Task<Hop> AskAsync(Hop hop, RestBudget budget, BudgetLease lease, int rests, CancellationToken cancellationToken)
    {
        using var response = await wire.SendAsync(hop.Uri, hop.Remembered, cancellationToken);
        var status = (int)response.StatusCode;
        RestTelemetry.Requests.Add(1, new("platform", dialect.Title), new("resource", budget.Resource), new("status", status));
        var limit = dialect.RateLimitOf(response, time);
        if (status == 304)
        {
            await lease.SettleAsync(free: wire.IsUnchangedFree, limit);
            return await UnchangedAsync(hop, response, cancellationToken);
        }

        await lease.SettleAsync(free: false, limit, answered: status < 500, refused: status is 403 or 429 && limit is { Remaining: 0 });
        // What a limit or the secret's refusal keeps out is not counted.
        if (status is not (401 or 403 or 429))
            tally?.RequestCounted();
        if (RestWire.IsRedirect(response))
            return hop with { Uri = RedirectOf(response, hop.Uri), Status = status, Rested = false };
        if (status >= 500 && status != 501 && response.RetryAfter(time) is null)
            throw new TransientException(status, "server_error", $"{dialect.Title} fails with status {status}.");

        var body = await wire.BodyAsync(response, cancellationToken);
        if (dialect.RefusalOf(response, body.Span, time) is { } refusal)
        {
            await RefuseAsync(refusal, response, budget, rests);
            return hop with { Rested = true };
        }
        if (!response.IsSuccessStatusCode)
            throw new ResourceException(status, "rejected", $"{dialect.Title} answered with status {status}.");
        return hop with { Page = await AnswerAsync(body, response, hop.Uri, cancellationToken) };
    }

    private async Task<RestPage> AnswerAsync(ReadOnlyMemory<byte> body, HttpResponseMessage response, Uri uri, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var json = Parse(status == 204 ? "null"u8.ToArray() : body)
            ?? throw new TransientException(status, "malformed", $"{dialect.Title}'s answer is not JSON.");
        try
        {
            var next = NextOf(json.RootElement, response, uri);
            if (memory is not null && status == 200)
            {
                await memory.SaveAsync(
                    Resource, new(response.Text("ETag"), response.Text("Last-Modified"), Freshness?.Tag, Freshness?.Age is not null), next, body,
                    cancellationToken);
            }
            return new(json, next, NotModified: false) { Path = wire.PathOf(uri)!, Headers = response.Headers };
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    // A list may have got a next page without a change to this one, and its tag says nothing of that: the links of this answer count, if it has any.
    private async Task<Hop> UnchangedAsync(Hop hop, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (hop.Remembered is not { } remembered)
            throw new TransientException(304, "malformed", $"{dialect.Title} says that nothing changed, but was not asked that.");
        tally?.RequestNotModified();
        if (Parse(remembered.Body) is not { } json)
            return hop with { Remembered = null, Rested = false };
        try
        {
            var next = NextOf(json.RootElement, response, hop.Uri);
            if (next is null && response.Text("Link") is null)
                next = remembered.Next;
            await memory!.ConfirmAsync(Resource, remembered, next, always: Freshness?.Age is not null, cancellationToken);
            return hop with { Page = new(json, next, NotModified: true) { Path = wire.PathOf(hop.Uri)!, Headers = response.Headers } };
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <exception cref="ResourceException">It is on another server.</exception>
    private string? NextOf(JsonElement root, HttpResponseMessage response, Uri uri)
    {
        if (dialect.NextOf(root, response, wire.PathOf(uri)!) is not { } next)
            return null;
        return wire.PathOfNext(next) ?? throw new ResourceException(200, "foreign_link",
            $"{dialect.Title} says that the next page is on another server. Check the connection's address: it must be the one that the server gives itself.");
    }

    /// <summary>Returns where the rest that the platform wants is short enough to be waited for.</summary>
    private async Task RefuseAsync(RestRefusal refusal, HttpResponseMessage response, RestBudget budget, int rests)
    {
        var message = wire.RemoveSecretFrom(refusal.Message);
        switch (refusal.Kind)
        {
            case RefusalKind.Resource:
                if ((int)response.StatusCode == 403)
                    tally?.RequestCounted();
                throw new ResourceException((int)response.StatusCode, refusal.Code, message);

            case RefusalKind.Secret:
                throw new PlatformAuthException(refusal.Code, message);

            case RefusalKind.Passing:
                throw new TransientException((int)response.StatusCode, refusal.Code, message);
        }

        var now = time.GetUtcNow();
        DateTimeOffset until;
        // The budget itself knows from the headers that nothing is left.
        if (refusal.Kind == RefusalKind.UsedUp && dialect.RateLimitOf(response, time) is { IsPlausible: true } limit)
            until = now + limit.ResetsIn;
        else if (response.RetryAfter(time) is { } wish)
            until = await budgets.PauseAsync(token, now + (wish > MinRest ? wish : MinRest));
        else
            until = await budgets.PenalizeAsync(token);
        if (rests >= MaxRests || until - now > budgets.PatienceFor(budget.PerMinute))
            throw new PlatformThrottledException(refusal.Code, $"{message}; it goes on at {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.", until);
    }

    private Uri RedirectOf(HttpResponseMessage response, Uri from) =>
        wire.Redirect(response, from) is { } target && target != from ? target : throw Redirected((int)response.StatusCode);

    private ResourceException Redirected(int status) =>
        new(status, "redirected", $"{dialect.Title} sends to another server, or around in circles.");

    private async Task<Hop> InTimeAsync(Func<CancellationToken, Task<Hop>> ask, CancellationToken cancellationToken)
    {
        var left = options.TotalTimeout - _spent;
        if (left <= TimeSpan.Zero)
            throw TimedOut(isLast: true, null);
        using var timeout = new CancellationTokenSource(left < options.AttemptTimeout ? left : options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(isLast: left <= options.AttemptTimeout, exception);
        }
        finally
        {
            _spent += time.GetElapsedTime(started);
        }
    }

    private TransientException TimedOut(bool isLast, Exception? inner) =>
        new(0, "timed_out", $"{dialect.Title} did not answer in time.", inner: inner) { IsLast = isLast };

    /// <returns>Null for what is no JSON.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
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

    /// <summary>What is asked next, or the end.</summary>
    private sealed record Hop(Uri Uri, RememberedResponse? Remembered, RestPage? Page = null, bool Rested = false, int Status = 0);
}
