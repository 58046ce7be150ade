using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Changes;
using Blackbox.Simulators.Jira.Endpoints;
using Blackbox.Simulators.Jira.Generation;
using Blackbox.Simulators.Jira.Http;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.Jira.Recorded;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Jira;

/// <summary>The site, its clock and all that a server needs to answer for it.</summary>
internal sealed class JiraSimulation : ISimulatedApi
{
    private const string QuotaReason = "jira-quota-tenant-based";

    private readonly JiraSimulatorOptions _options;
    private readonly SimulatedTime<JiraSite> _time;
    private readonly Dictionary<string, JiraToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JiraToken> _byName = new(StringComparer.Ordinal);

    public JiraSimulation(JiraSimulatorOptions options)
    {
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
        _options = options;
        Site = new(options.Deployment);
        var generator = new JiraGenerator(options);
        generator.Found(Site);
        _time = new(options, new(Site, options.FirstDay, generator.Begin));
        Log = new(options.LogCapacity, options.Time);
        Limits = new(options.Time, (_, _) => new(options.RequestLimit, TimeSpan.FromMinutes(1)));
        if (options.RecordedProject)
            Recording.AddTo(Site);
        foreach (var token in StandingTokens().Concat(options.Tokens))
            _tokens[SecretOf(token)] = _byName[token.Name] = token;

        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.OwnerTimeZone);
        var api = new JiraApi(Site, new(Site, zone), zone, name => _byName[name]);
        var (site, search, issues) = (new SiteEndpoints(api, generator.Robot), new SearchEndpoints(api), new IssueEndpoints(api));
        Endpoints = IsCloud ? [.. site.Cloud, .. search.Cloud, .. issues.Cloud] : [.. site.Server, .. search.Server, .. issues.Server];
        Advance();
    }

    public JiraSite Site { get; }

    public SimulatorOptions Options => _options;

    public RequestLog Log { get; }

    public FaultPlan Faults { get; } = new();

    public RateLimits Limits { get; }

    public Lock Sync => Site.Sync;

    public IReadOnlyList<Endpoint> Endpoints { get; }

    private bool IsCloud => _options.Deployment == Deployment.Cloud;

    public DateTimeOffset Advance()
    {
        lock (Sync)
            return _time.Advance();
    }

    public IReadOnlyList<TrueActivity> Truth(TruthQuery query)
    {
        var token = query.VisibleTo is { } value ? _tokens.GetValueOrDefault(value) ?? throw new SimulatorException("There is no such token.") : null;
        lock (Sync)
        {
            Advance();
            return query.Of(Site.Issues.Where(issue => token is null || token.CanSee(issue.Project.Key)).SelectMany(JiraTruth.Of));
        }
    }

    public JiraChangeResult Change(JiraChange change)
    {
        lock (Sync)
        {
            var (at, ids) = _time.Change(change.At);
            return new JiraChanges(Site, change, ids, at).Apply();
        }
    }

    object ISimulation.Change(SimulatedChange change) => Change(change as JiraChange ?? throw new SimulatorException("That is no change of Jira's."));

    public Caller Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().Split(' ', 2);
        var token = header is [var scheme, var value] && scheme.Equals(IsCloud ? "Basic" : "Bearer", StringComparison.OrdinalIgnoreCase)
            ? _tokens.GetValueOrDefault(IsCloud ? Decoded(value.Trim()) : value.Trim())
            : null;
        if (token is null)
        {
            return new("", JiraAnswers.Unauthenticated(
                header is [_, _] ? "Client must be authenticated to access this resource. The credential is not accepted." : "Client must be authenticated to access this resource."));
        }
        return new(token.Name, token.NeedsCaptcha ? JiraAnswers.Captcha($"{request.Scheme}://{request.Host}{_options.PathPrefix}") : null);
    }

    public Answer Problem(int status, string message, string? code = null) =>
        status == 401 ? JiraAnswers.Unauthenticated(message) : JiraAnswers.Error(status, message);

    public Answer Limited(TimeSpan left, string resource)
    {
        var answer = JiraAnswers.Error(429, "Rate limit exceeded.") with { RetryAfter = left };
        // Data Center says when one may come again in Retry-After only.
        return !IsCloud ? answer : answer with
        {
            Headers =
            [
                ("RateLimit-Reason", QuotaReason),
                ("X-RateLimit-Reset", (_options.Time.GetUtcNow() + left).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ],
        };
    }

    public void AddHeaders(IHeaderDictionary headers, string token, string resource)
    {
        if (token.Length == 0)
            return;
        var limit = Limits.Now(token, resource);
        headers["X-RateLimit-Limit"] = SimulatedServer.Text(limit.Limit);
        headers["X-RateLimit-Remaining"] = SimulatedServer.Text(limit.Remaining);
        if (IsCloud)
        {
            headers["X-RateLimit-NearLimit"] = limit.Remaining * 5 < limit.Limit ? "true" : "false";
            return;
        }
        headers["X-RateLimit-FillRate"] = SimulatedServer.Text(limit.Limit);
        headers["X-RateLimit-Interval-Seconds"] = "60";
    }

    private string SecretOf(JiraToken token) => IsCloud ? $"{token.Email}:{token.Value}" : token.Value;

    private IEnumerable<JiraToken> StandingTokens()
    {
        yield return new() { Name = "organisation", Value = SimulatorOptions.OrganisationToken };
        foreach (var user in Site.Users.Where(user => user.Person is not null))
        {
            yield return new()
            {
                Name = user.Person!.Login,
                Value = $"simulated-token-{user.Person.Login.ToLowerInvariant()}",
                Email = user.Address,
                MayBrowseUsers = false,
            };
        }
    }

    private static string Decoded(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
    }
}
