using System.Globalization;

namespace Blackbox.Simulators.Http;

/// <summary>
/// Answers for a platform: log, faults, who may ask, strictness (what is not known is 501 and remembered) and limits. The platform's endpoints
/// do the rest.
/// </summary>
internal sealed class SimulatedServer(ISimulatedApi api)
{
    private readonly Router<Endpoint> _router = new(api.Endpoints);

    /// <summary>Everything below the prefix of the options is this platform's, and its control endpoints are below <c>/_simulator</c> there.</summary>
    /// <typeparam name="TChange">What changes on the platform.</typeparam>
    public void MapTo<TChange>(WebApplication app) where TChange : SimulatedChange
    {
        var prefix = api.Options.PathPrefix;
        app.MapSimulatorControl<TChange>(prefix, api);
        if (prefix.Length == 0)
            app.MapFallback("{*path}", HandleAsync);
        else
            app.Map(prefix + "/{**path}", HandleAsync);
    }

    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith(api.Options.PathPrefix, StringComparison.Ordinal))
            path = path[api.Options.PathPrefix.Length..];
        var entry = api.Log.Add(http.Request.Method, path + http.Request.QueryString);
        if (api.Options.Latency > TimeSpan.Zero)
            await Task.Delay(api.Options.Latency, TimeProvider.System, http.RequestAborted);
        var planned = api.Faults.Take(entry.Number, entry.Path);
        entry.Fault = planned?.Fault.Kind;
        if (planned is not null && !await FaultEffects.BeforeAsync(http, planned, api))
            return;

        var (answer, resource) = Find(http, path, entry, planned?.Fault);
        if (planned?.Fault.Kind is FaultKind.ServerError or FaultKind.BadGateway)
            answer = FaultEffects.Page(planned.Fault.Kind);
        entry.Status = answer.Status;
        entry.Resource = resource;
        answer.WriteHeaders(http.Response);
        api.AddHeaders(http.Response.Headers, entry.Token, resource);
        await FaultEffects.WriteAsync(http, answer, planned?.Fault);
    }

    private (Answer Answer, string Resource) Find(HttpContext http, string path, SimulatedRequest entry, Fault? fault)
    {
        // What nobody knows is said before who asks: a test learns of it also when its credential is wrong.
        if (_router.WhyUnknown(http.Request, path, out var endpoint, out var route) is { } why)
            return (Unknown(entry, why), EndpointPattern.CoreResource);
        var caller = api.Authenticate(http.Request);
        entry.Token = caller.Token;
        if (((endpoint.IsOpen ? null : caller.Refusal) ?? Refusal(endpoint, caller.Token, entry, fault)) is { } refusal)
            return (refusal, endpoint.Resource);

        Answer answer;
        lock (api.Sync)
        {
            var now = api.Advance();
            var address = $"{http.Request.Scheme}://{http.Request.Host}{api.Options.PathPrefix}";
            try
            {
                answer = endpoint.Handle(new(caller.Token, route, http.Request.Query.ToDictionary(), address, path, now));
            }
            catch (UnknownRequestException unknown)
            {
                return (Unknown(entry, unknown.Message), endpoint.Resource);
            }
        }
        entry.Counted = endpoint.IsCounted;
        if (entry.Counted)
            api.Limits.Count(caller.Token, endpoint.Resource);
        return (answer, endpoint.Resource);
    }

    private Answer Unknown(SimulatedRequest entry, string why)
    {
        api.Log.IsUnknown(entry, why);
        return api.Problem(501, $"The simulator does not know this: {why}");
    }

    private Answer? Refusal(Endpoint endpoint, string token, SimulatedRequest entry, Fault? fault)
    {
        switch (fault?.Kind)
        {
            case FaultKind.SecondaryLimit403 or FaultKind.SecondaryLimit429:
                var status = fault.Kind == FaultKind.SecondaryLimit403 ? 403 : 429;
                api.Limits.Pause(token, fault.RetryAfter, status);
                return api.Limited(fault.RetryAfter, endpoint.Resource) with { Status = status };
            case FaultKind.PrimaryLimit:
                api.Limits.Exhaust(token, endpoint.Resource, fault.RetryAfter);
                break;
            case FaultKind.Unauthorized:
                return api.Problem(401, "The credential is not accepted.", fault.Code);
            case FaultKind.Forbidden:
                return api.Problem(403, "You do not have permission to see this.", fault.Code);
            case FaultKind.NotFound:
                return api.Problem(404, "There is nothing here, or you may not see it.", fault.Code);
            case FaultKind.PlatformError:
                return api.Problem(500, "Something went wrong.", fault.Code);
            default:
                break;
        }
        if (!endpoint.IsCounted)
            return null;
        if (api.Limits.PauseOf(token) is { } pause)
        {
            entry.DuringPause = true;
            return api.Limited(pause.Left, endpoint.Resource) with { Status = pause.Status };
        }
        var limit = api.Limits.Now(token, endpoint.Resource);
        if (limit.Remaining > 0)
            return null;
        entry.DuringPause = fault is null;
        return api.Limited(limit.Reset - api.Options.Time.GetUtcNow(), endpoint.Resource);
    }

    /// <summary>A number as headers have it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
