using System.Net;
using Blackbox.Api.Errors;
using Microsoft.Extensions.Options;

namespace Blackbox.Api.Access;

/// <summary>
/// There are no accounts yet, so whoever reaches the Api may do everything. Only this machine's own programs may: the connection must come from
/// loopback, the Host must be a loopback name (a hostile site's name that is made to resolve to 127.0.0.1 is not), and a page of another origin may
/// not change anything. This holds whatever addresses the server listens on.
/// </summary>
internal sealed class AccessGuard(RequestDelegate next, IOptionsMonitor<AccessOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is not { } refusal)
        {
            await next(context);
            return;
        }
        await Problems.Of(StatusCodes.Status403Forbidden, refusal.Code, refusal.Message).ExecuteAsync(context);
    }

    private (string Code, string Message)? Refusal(HttpContext context)
    {
        var request = context.Request;
        // The liveness probe says nothing about anyone, and may come from an orchestrator.
        if (request.Path.Equals("/alive", StringComparison.Ordinal))
            return null;
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(Unmapped(remote)))
            return ("not_local", "Blackbox has no accounts yet, so it answers only the machine that it runs on. Use an SSH tunnel to reach it from elsewhere.");
        if (request.Headers.ContainsKey("Forwarded") || request.Headers.ContainsKey("X-Forwarded-For"))
            return ("not_local", "Blackbox has no accounts yet, so it does not answer through a proxy.");
        if (!IsAllowed(request.Host.Host))
            return ("host_not_allowed", "The Host of the request is not a name of this machine. Use localhost, or add the name to Access:AllowedHosts.");
        // A page of any site may open a WebSocket to here and read from it; no other rule of the browser is in its way.
        if ((!IsSafe(request.Method) || request.Path.StartsWithSegments("/hubs")) && IsFromAnotherSite(request))
            return ("cross_site", "The request was made by a page of another site.");
        return null;
    }

    private bool IsAllowed(string host)
    {
        var name = host.TrimEnd('.');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(Unmapped(address)))
            return true;
        return options.CurrentValue.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    // Browsers send Sec-Fetch-Site to loopback, and Origin with every request that may change something; programs send neither. Another port of
    // localhost is the same site but another origin, and just as foreign. Sec-Fetch-Site comes first: a form's Origin is "null" under some policies.
    private static bool IsFromAnotherSite(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site != "same-origin" && site != "none";
        return request.Headers.Origin is { Count: > 0 } origin
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
