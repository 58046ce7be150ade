using System.Globalization;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.GitHub.Payloads;
using Blackbox.Simulators.Http;
using Microsoft.Extensions.Primitives;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>Answers as GitHub's REST API does: from authentication over limits to the ETag.</summary>
internal sealed class GitHubServer(GitHubSimulatorOptions options, Simulation simulation)
{
    private const int MostKept = 20_000;
    private const long MostKeptBytes = 16 << 20;
    private static readonly Router<ApiEndpoint> Router = new(ApiEndpoint.All);

    // All three are used by whoever holds the organisation.
    private readonly Dictionary<string, Payload> _payloads = [];
    private readonly Dictionary<string, (long Version, string Etag, Answer Answer)> _answers = [];
    private long _keptBytes;

    public async Task HandleAsync(HttpContext http)
    {
        if (PeoplePages.IsForPeople(http.Request))
        {
            await PeoplePages.WriteAsync(http, simulation);
            return;
        }
        var path = PathOf(http);
        var entry = simulation.Log.Add(http.Request.Method, path + http.Request.QueryString);
        if (options.Latency > TimeSpan.Zero)
            await Task.Delay(options.Latency, TimeProvider.System, http.RequestAborted);
        var planned = simulation.Faults.Take(entry.Number, entry.Path);
        entry.Fault = planned?.Fault.Kind;
        if (planned is not null && !await FaultEffects.BeforeAsync(http, planned, simulation))
            return;

        var token = TokenOf(http);
        entry.Token = token?.Name ?? "";
        var (answer, resource, etag) = Find(http, path, token, entry, planned?.Fault);
        if (planned?.Fault.Kind is FaultKind.ServerError or FaultKind.BadGateway)
            (answer, etag) = (FaultEffects.Page(planned.Fault.Kind), null);
        // Its tag would be another one than that of the sound page.
        if (planned?.Fault.Kind == FaultKind.MalformedItem)
            (answer, etag) = (answer with { LastModified = null }, null);
        entry.Status = answer.Status;
        entry.Resource = resource;
        WriteHeaders(http, token, resource, answer, etag);
        await FaultEffects.WriteAsync(http, answer, planned?.Fault);
    }

    private (Answer Answer, string Resource, string? Etag) Find(
        HttpContext http, string path, SimulatedToken? token, SimulatedRequest entry, Fault? fault)
    {
        if (StringValues.IsNullOrEmpty(http.Request.Headers.UserAgent))
            return (Answer.Problem(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."), "core", null);
        if (token is null)
        {
            var hasToken = !StringValues.IsNullOrEmpty(http.Request.Headers.Authorization);
            return (Answer.Problem(401, hasToken ? "Bad credentials" : "Requires authentication"), "core", null);
        }
        if (WhyUnknown(http, path, out var endpoint, out var route) is { } why)
        {
            simulation.Log.IsUnknown(entry, why);
            return (Answer.Problem(501, $"The simulator does not know this: {why}"), "core", null);
        }

        var resource = endpoint.Resource;
        if (endpoint.Pattern != "rate_limit" && Refusal(token, resource, entry, fault) is { } refusal)
            return (refusal, resource, null);
        var (answer, etag) = Make(http, path, endpoint, route, token, fault);
        if (answer.Status == 501)
            simulation.Log.IsUnknown(entry, "qualifier of a search");
        entry.Counted = answer.Status != 304 && endpoint.Pattern != "rate_limit";
        if (entry.Counted)
            simulation.Limits.Count(token.Name, resource);
        return (answer, resource, etag);
    }

    /// <summary>Null if the simulator knows it.</summary>
    private static string? WhyUnknown(HttpContext http, string path, out ApiEndpoint endpoint, out Dictionary<string, string> route)
    {
        if (Router.WhyUnknown(http.Request, path, out endpoint, out route) is { } why)
            return why;
        return http.Request.Headers["X-GitHub-Api-Version"] is { Count: > 0 } version && version != "2022-11-28"
            ? $"API version {version}"
            : null;
    }

    private Answer? Refusal(SimulatedToken token, string resource, SimulatedRequest entry, Fault? fault)
    {
        if (fault?.Kind is FaultKind.SecondaryLimit403 or FaultKind.SecondaryLimit429)
        {
            var status = fault.Kind == FaultKind.SecondaryLimit403 ? 403 : 429;
            simulation.Limits.Pause(token.Name, fault.RetryAfter, status);
            return Secondary(status, fault.RetryAfter);
        }
        if (RefusalOf(fault) is { } refusal)
            return refusal;
        if (fault?.Kind == FaultKind.PrimaryLimit)
            simulation.Limits.Exhaust(token.Name, resource, fault.RetryAfter);
        else if (simulation.Limits.PauseOf(token.Name) is { } pause)
        {
            entry.DuringPause = true;
            return Secondary(pause.Status, pause.Left);
        }
        if (simulation.Limits.Now(token.Name, resource).Remaining > 0)
            return null;
        entry.DuringPause = fault is null;
        return Answer.Problem(
            403, $"API rate limit exceeded for user ID {simulation.Organisation.FindPerson(token.Login)?.Id}.",
            "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api");
    }

    private static Answer? RefusalOf(Fault? fault) => fault?.Kind switch
    {
        FaultKind.Unauthorized => Answer.Problem(401, "Bad credentials"),
        FaultKind.Forbidden => Answer.Problem(403, "Resource not accessible by personal access token"),
        FaultKind.NotFound => Answer.NotFound(),
        FaultKind.PlatformError => Answer.Problem(503, fault.Code ?? "Service unavailable"),
        _ => null,
    };

    private static Answer Secondary(int status, TimeSpan left) => Answer.Problem(
        status, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits") with
    { RetryAfter = left };

    private (Answer Answer, string? Etag) Make(
        HttpContext http, string path, ApiEndpoint endpoint, Dictionary<string, string> route, SimulatedToken token, Fault? fault)
    {
        var organisation = simulation.Organisation;
        lock (organisation.Sync)
        {
            var now = simulation.Advance();
            var address = AddressOf(http);
            if (!_payloads.TryGetValue(address, out var payload))
            {
                // Who sends whatever as a host gets it back, and no memory for it.
                if (_payloads.Count > 16)
                    _payloads.Clear();
                _payloads[address] = payload = new(organisation, address + options.PathPrefix, address);
            }
            var call = new GitHubCall(
                organisation, payload, token, route, http.Request.Query.ToDictionary(), address + options.PathPrefix, path, now, options, simulation.Limits)
            {
                IsIncomplete = fault?.Kind == FaultKind.IncompleteSearch,
            };
            if (!endpoint.IsOfRepository)
                return Conditional(http, call, endpoint, organisation.Version, fault);

            var name = $"{route["owner"]}/{route["repo"]}";
            var repository = organisation.FindRepository(name);
            if (repository is null && organisation.FindFormer(name) is { } id)
                return (Moved(call, path, id, http.Request.QueryString), null);
            if (repository is null || repository.Availability == Availability.Deleted || !call.CanSee(repository))
                return (Answer.NotFound(), null);
            if (repository.Availability == Availability.Blocked)
                return (Blocked(), null);
            // GitHub's links name a repository by its id.
            var rest = string.Concat(path.Split('/').Skip(4).Select(segment => "/" + segment));
            call = call with { Repository = repository, Url = $"{address}{options.PathPrefix}/repositories/{repository.Id}{rest}" };
            return Conditional(http, call, endpoint, repository.Version, fault);
        }
    }

    private (Answer Answer, string? Etag) Conditional(HttpContext http, GitHubCall call, ApiEndpoint endpoint, long version, Fault? fault)
    {
        var key = $"{call.Url}{http.Request.QueryString}|{call.Token}";
        var isLasting = endpoint.Pattern != "rate_limit" && fault?.Kind != FaultKind.IncompleteSearch;
        if (!isLasting || !_answers.TryGetValue(key, out var known) || known.Version != version)
        {
            var answer = endpoint.Handle(call);
            if (!isLasting || !answer.IsConditional)
                return (answer, null);
            known = Keep(key, version, answer);
        }
        var asked = http.Request.Headers.IfNoneMatch.ToString();
        var isUnchanged = asked.Length > 0
            ? Same(asked, known.Etag)
            : http.Request.GetTypedHeaders().IfModifiedSince is { } since && known.Answer.LastModified <= since;
        return (isUnchanged ? known.Answer with { Status = 304, Body = default } : known.Answer, known.Etag);
    }

    /// <summary>Until the version changes the answer is the same, and a page of pull requests has more than a megabyte.</summary>
    private (long Version, string Etag, Answer Answer) Keep(string key, long version, Answer answer)
    {
        if (_keptBytes > MostKeptBytes || _answers.Count > MostKept)
        {
            _answers.Clear();
            _keptBytes = 0;
        }
        answer = answer with { Body = answer.Body.ToArray() };
        _keptBytes += answer.Body.Length;
        return _answers[key] = (version, EntityTag.Of(answer), answer);
    }

    private static bool Same(string asked, string etag) =>
        asked.Split(',').Any(one => one.Trim().Replace("W/", "", StringComparison.Ordinal) == etag.Replace("W/", "", StringComparison.Ordinal));

    private static Answer Moved(GitHubCall call, string path, long id, QueryString query)
    {
        var rest = string.Concat(path.Split('/').Skip(4).Select(segment => "/" + segment));
        var location = $"{call.Url[..^path.Length]}/repositories/{id}{rest}{query}";
        return Answer.Json(
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("message", "Moved Permanently");
                writer.WriteString("url", location);
                writer.WriteString("documentation_url", "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects");
                writer.WriteEndObject();
            },
            301) with
        { Location = location };
    }

    private static Answer Blocked() => Answer.Json(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message", "Repository access blocked");
            writer.WriteStartObject("block");
            writer.WriteString("reason", "dmca");
            writer.WriteString("created_at", "2025-06-02T09:00:00Z");
            writer.WriteString("html_url", "https://github.com/github/dmca");
            writer.WriteEndObject();
            writer.WriteEndObject();
        },
        451);

    private void WriteHeaders(HttpContext http, SimulatedToken? token, string resource, Answer answer, string? etag)
    {
        var headers = http.Response.Headers;
        answer.WriteHeaders(http.Response);
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        headers["X-GitHub-Api-Version-Selected"] = "2022-11-28";
        if (token is not null)
        {
            var limit = simulation.Limits.Now(token.Name, resource);
            headers["X-RateLimit-Limit"] = Text(limit.Limit);
            headers["X-RateLimit-Remaining"] = Text(limit.Remaining);
            headers["X-RateLimit-Used"] = Text(limit.Used);
            headers["X-RateLimit-Reset"] = Text(limit.Reset.ToUnixTimeSeconds());
            headers["X-RateLimit-Resource"] = resource;
            if (token.Scopes is { } scopes)
                headers["X-OAuth-Scopes"] = string.Join(", ", scopes);
        }
        if (etag is not null)
        {
            headers.ETag = etag;
            headers.CacheControl = "private, max-age=60, s-maxage=60";
            headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP";
        }
    }

    private SimulatedToken? TokenOf(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.Split(' ', 2) is [var scheme, _] && scheme.ToUpperInvariant() is "BEARER" or "TOKEN"
            ? simulation.FindToken(header.Split(' ', 2)[1].Trim())
            : null;
    }

    /// <summary>The path without the prefix, with a repository's name where it was asked for by id.</summary>
    private string PathOf(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (options.PathPrefix.Length > 0 && path.StartsWith(options.PathPrefix + "/", StringComparison.Ordinal))
            path = path[options.PathPrefix.Length..];
        if (path.Split('/') is not [_, "repositories", var id, .. var rest] || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return path;
        lock (simulation.Organisation.Sync)
        {
            return simulation.Organisation.FindRepository(number) is { } repository
                ? $"/repos/{repository.FullName}{string.Concat(rest.Select(segment => "/" + segment))}"
                : path;
        }
    }

    private static string AddressOf(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
