using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Confluence's REST interface (version 1), which Cloud has below <c>/wiki</c> and a server (Data Center) directly.</summary>
public sealed class ConfluenceDialect : RestDialect
{
    private const string CloudHost = ".atlassian.net";
    private const string CloudPath = "/wiki";

    public static readonly ConfluenceDialect Cloud = new(isCloud: true);
    public static readonly ConfluenceDialect Server = new(isCloud: false);

    private readonly bool _isCloud;

    private ConfluenceDialect(bool isCloud) => _isCloud = isCloud;

    public override string Title => "Confluence";

    internal bool IsCloud => _isCloud;

    internal static ConfluenceDialect Of(ConfluenceSettings settings, string? baseUrl) => settings.Deployment switch
    {
        ConfluenceDeployment.Cloud => Cloud,
        ConfluenceDeployment.Server => Server,
        _ => IsOfCloud(baseUrl) ? Cloud : Server,
    };

    internal static bool IsOfCloud(string? baseUrl) =>
        Uri.TryCreate(baseUrl?.Trim(), UriKind.Absolute, out var uri) && uri.IdnHost.EndsWith(CloudHost, StringComparison.OrdinalIgnoreCase);

    public override Uri AddressOf(string? baseUrl)
    {
        if (ConfluenceAccessRules.CheckBaseUrl(baseUrl) is { } problem)
            throw new PlatformAuthException("bad_address", problem);
        var address = new Uri(baseUrl!.Trim()).GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new(_isCloud && !address.EndsWith(CloudPath, StringComparison.OrdinalIgnoreCase) ? address + CloudPath : address);
    }

    public override AuthenticationHeaderValue? Authorize(Secret? secret)
    {
        var token = secret?.Reveal();
        if (ConfluenceAccessRules.CheckToken(token, _isCloud) is { } problem)
            throw new PlatformAuthException("bad_credentials", problem);
        return _isCloud ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token!))) : new("Bearer", token);
    }

    public override RateLimitHeaders? RateLimitOf(HttpResponseMessage response, TimeProvider time) => response.RateLimit(time);

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time) =>
        ConfluenceRefusal.Of(response, body, _isCloud);

    /// <summary><c>{"_links": {"next": "/rest/api/content/search?cursor=…"}}</c>; some answers have the context path before it, or the whole address.</summary>
    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery)
    {
        var next = root.Member("_links").Text("next");
        if (string.IsNullOrEmpty(next) || next[0] != '/')
            return string.IsNullOrEmpty(next) ? null : next;
        var path = next.IndexOf("/rest/", StringComparison.Ordinal);
        return path > 0 ? next[path..] : next;
    }
}
