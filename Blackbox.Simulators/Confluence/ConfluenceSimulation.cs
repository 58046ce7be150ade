using System.ComponentModel.DataAnnotations;
using System.Text;
using Blackbox.Simulators.Confluence.Endpoints;
using Blackbox.Simulators.Confluence.Generation;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Confluence.Payloads;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Http;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Confluence;

/// <summary>The wiki, its clock, and how Confluence says yes and no.</summary>
internal sealed class ConfluenceSimulation : ISimulatedApi
{
    private const string CloudContext = "/wiki";
    private const string WikiResource = "wiki";

    private readonly ConfluenceSimulatorOptions _options;
    private readonly SimulatedTime<Wiki> _time;
    private readonly Dictionary<string, SimulatedWikiToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedWikiToken> _byName = new(StringComparer.Ordinal);

    public ConfluenceSimulation(ConfluenceSimulatorOptions options)
    {
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
        _options = options;
        var generator = new WikiGenerator(options);
        (Wiki, Robot) = (generator.Wiki, generator.Robot);
        _time = new(options, new(Wiki, options.FirstDay, generator.Begin));
        Limits = new(options.Time, (_, _) => new(options.RequestsPerMinute, TimeSpan.FromMinutes(1)));
        Log = new(options.LogCapacity, options.Time);
        Endpoints = [.. new WikiEndpoints(this).All.Prepend(new SearchEndpoint(this).Endpoint).Select(Here)];
        foreach (var token in options.Tokens.Prepend(new() { Name = "organisation", Value = SimulatorOptions.OrganisationToken, TimeZone = options.OwnerTimeZone }))
            _tokens[token.Value] = _byName[token.Name] = token;
        lock (Sync)
            Advance();
    }

    public Wiki Wiki { get; }

    /// <summary>The account that all tokens belong to.</summary>
    public Account Robot { get; }

    public bool IsCloud => _options.IsCloud;

    public Lock Sync => Wiki.Sync;

    public SimulatorOptions Options => _options;

    public RequestLog Log { get; }

    public FaultPlan Faults { get; } = new();

    public RateLimits Limits { get; }

    public IReadOnlyList<Endpoint> Endpoints { get; }

    public DateTimeOffset Advance() => _time.Advance();

    public SimulatedWikiToken Token(Call call) => _byName[call.Token];

    public WikiPayload PayloadFor(Call call)
    {
        var site = IsCloud ? call.Address + CloudContext : call.Address;
        return new(IsCloud, site, IsCloud ? _options.PathPrefix + CloudContext : _options.PathPrefix);
    }

    /// <summary>What an account is called in a record of this deployment.</summary>
    public string IdOf(Account account) => IsCloud ? account.Known.AccountId : account.Known.UserKey;

    public object Change(SimulatedChange change)
    {
        if (change is not ConfluenceChange confluence)
            throw new SimulatorException("That is not a change of Confluence.");
        lock (Sync)
        {
            var (at, ids) = _time.Change(confluence.At);
            return new ConfluenceChanges(Wiki, confluence, ids, at, IsCloud).Apply();
        }
    }

    public IReadOnlyList<TrueActivity> Truth(TruthQuery query)
    {
        var token = _tokens.GetValueOrDefault(query.VisibleTo ?? SimulatorOptions.OrganisationToken) ?? throw new SimulatorException("There is no such token.");
        lock (Sync)
        {
            Advance();
            return query.Of(new WikiTruth(Wiki, token.CanSee, IdOf).All);
        }
    }

    public Caller Authenticate(HttpRequest request) =>
        (IsCloud ? ByBasic(request) : ByBearer(request)) is { } token
            ? new(token.Name, null)
            : new("", Problem(401, "Unauthorized: the credentials are missing or wrong"));

    public Answer Problem(int status, string message, string? code = null)
    {
        // A server shows a page; Cloud answers with JSON, always.
        if (status == 401 && !IsCloud)
            return new(401, Encoding.UTF8.GetBytes("<html><head><title>Unauthorized (401)</title></head></html>")) { ContentType = "text/html; charset=utf-8" };
        return Answer.Json(
            writer =>
            {
                writer.WriteStartObject();
                writer.Number("statusCode", status);
                writer.Object("data", () =>
                {
                    writer.Flag("authorized", status != 403);
                    writer.Flag("valid", true);
                    writer.List<string>("errors", [], _ => { });
                    writer.Flag("successful", false);
                });
                writer.Text("message", code is null ? message : $"{code}: {message}");
                writer.WriteEndObject();
            },
            status);
    }

    public Answer Limited(TimeSpan left, string resource) => Problem(429, "Rate limit exceeded") with { Status = 429, RetryAfter = left };

    public void AddHeaders(IHeaderDictionary headers, string token, string resource)
    {
        if (token.Length == 0)
            return;
        var limit = Limits.Now(token, resource);
        headers["X-RateLimit-Limit"] = SimulatedServer.Text(limit.Limit);
        headers["X-RateLimit-Remaining"] = SimulatedServer.Text(limit.Remaining);
        if (IsCloud)
        {
            headers["X-RateLimit-Reset"] = Json.Timestamp(limit.Reset);
            return;
        }
        headers["X-RateLimit-FillRate"] = SimulatedServer.Text(limit.Limit);
        headers["X-RateLimit-Interval-Seconds"] = "60";
    }

    private Endpoint Here(Endpoint endpoint) =>
        new((IsCloud ? CloudContext[1..] + "/" : "") + endpoint.Pattern, endpoint.Parameters, endpoint.Handle) { Resource = WikiResource };

    private SimulatedWikiToken? ByBasic(HttpRequest request)
    {
        if (Credential(request, "Basic ") is not { } encoded)
            return null;
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        return Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var email, var value] && _tokens.GetValueOrDefault(value) is { } token
            && token.Email.Equals(email, StringComparison.OrdinalIgnoreCase)
            ? token
            : null;
    }

    private SimulatedWikiToken? ByBearer(HttpRequest request) => _tokens.GetValueOrDefault(Credential(request, "Bearer ") ?? "");

    private static string? Credential(HttpRequest request, string scheme)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }
}
