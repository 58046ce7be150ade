using System.ComponentModel.DataAnnotations;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Slack.Endpoints;
using Blackbox.Simulators.Slack.Generation;
using Blackbox.Simulators.Slack.Model;
using Blackbox.Simulators.Slack.Recorded;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Slack;

/// <summary>The workspace, its clock, and how Slack says yes and no.</summary>
internal sealed class SlackSimulation : ISimulatedApi
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SlackSimulatorOptions _options;
    private readonly SimulatedTime<Workspace> _time;
    private readonly Dictionary<string, SimulatedSlackToken> _tokens = new(StringComparer.Ordinal);

    public SlackSimulation(SlackSimulatorOptions options)
    {
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
        _options = options;
        var generator = new SlackGenerator(options);
        Workspace = generator.Workspace;
        if (options.RecordedChannel)
            Recording.AddTo(Workspace);
        _time = new(options, new(Workspace, options.FirstDay, generator.Begin));
        Limits = new(options.Time, (_, method) => new(AllowedPerMinute(method), Minute));
        Log = new(options.LogCapacity, options.Time);
        Endpoints = [.. new DirectoryEndpoints(this).All, .. new ConversationEndpoints(this).All];
        foreach (var token in options.Tokens.Prepend(new() { Name = "organisation", Value = SlackSimulatorOptions.BotToken }))
            _tokens[token.Value] = token;
        lock (Sync)
            Advance();
    }

    public Workspace Workspace { get; }

    public Lock Sync => Workspace.Sync;

    public SimulatorOptions Options => _options;

    public bool IsUnlisted => _options.Unlisted;

    public RequestLog Log { get; }

    public FaultPlan Faults { get; } = new();

    public RateLimits Limits { get; }

    public IReadOnlyList<Endpoint> Endpoints { get; }

    public DateTimeOffset Advance() => _time.Advance();

    public SimulatedSlackToken TokenNamed(string name)
    {
        lock (_tokens)
            return _tokens.Values.First(token => token.Name == name);
    }

    public object Change(SimulatedChange change)
    {
        if (change is not SlackChange slack)
            throw new SimulatorException("That is not a change of Slack.");
        lock (Sync)
        {
            var (at, _) = _time.Change(slack.At);
            if (slack.Kind != SlackChangeKind.RevokeToken)
                return new SlackChanges(Workspace, slack, at).Apply();
            Revoke(slack.Text ?? "");
            return new SlackChangeResult(null, null, null, at);
        }
    }

    public IReadOnlyList<TrueActivity> Truth(TruthQuery query)
    {
        var scopes = query.VisibleTo is null ? SimulatedSlackToken.AllScopes : Find(query.VisibleTo)?.Scopes ?? throw new SimulatorException("There is no such token.");
        lock (Sync)
        {
            Advance();
            var channels = Workspace.Channels.Where(channel => Workspace.RobotIsIn(channel) && scopes.Contains(channel.IsPrivate ? "groups:history" : "channels:history"));
            return (query with { Container = query.Container is { } name ? "#" + name.TrimStart('#') : null })
                .Of(channels.SelectMany(channel => SlackTruth.Of(Workspace, channel)));
        }
    }

    public Caller Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return new("", Errors.Of("not_authed"));
        var value = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        return Find(value) switch
        {
            null => new("", Errors.Of("invalid_auth")),
            { Error: { } error } refused => new(refused.Name, Errors.Of(error)),
            var token => new(token.Name, null),
        };
    }

    /// <summary>Errors of Slack come with 200; only what the simulator does not know does not.</summary>
    public Answer Problem(int status, string message, string? code = null) => status switch
    {
        501 => Errors.Of(code ?? "unknown_to_the_simulator", message) with { Status = 501 },
        401 => Errors.Of(code ?? "invalid_auth"),
        403 => Errors.Of(code ?? "access_denied"),
        404 => Errors.Of(code ?? "channel_not_found"),
        _ => Errors.Of(code ?? "internal_error"),
    };

    public Answer Limited(TimeSpan left, string resource) => Errors.Of("ratelimited") with { Status = 429, RetryAfter = left };

    public void AddHeaders(IHeaderDictionary headers, string token, string resource)
    {
        headers["X-Slack-Req-Id"] = "00000000000000000000000000000001";
        if (token.Length > 0)
            headers["X-OAuth-Scopes"] = string.Join(',', TokenNamed(token).Scopes);
    }

    private int AllowedPerMinute(string method) => method switch
    {
        ConversationEndpoints.History or ConversationEndpoints.Replies => IsUnlisted ? _options.UnlistedPerMinute : _options.Tier3,
        ConversationEndpoints.List or DirectoryEndpoints.Users => _options.Tier2,
        ConversationEndpoints.Members or DirectoryEndpoints.User => _options.Tier4,
        _ => _options.Tier3,
    };

    private SimulatedSlackToken? Find(string value)
    {
        lock (_tokens)
            return _tokens.GetValueOrDefault(value);
    }

    private void Revoke(string value)
    {
        var token = Find(value) ?? throw new SimulatorException("There is no such token.");
        lock (_tokens)
            _tokens[value] = token with { Error = "token_revoked" };
    }
}
