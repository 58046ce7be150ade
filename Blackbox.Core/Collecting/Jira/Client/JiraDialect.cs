using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Jira.Client;

/// <summary>Jira's REST interface: version 3 of Cloud, version 2 of Data Center.</summary>
public sealed class JiraDialect : RestDialect
{
    public const string Name = "Jira";
    public const string Example = "https://team.atlassian.net";

    public static readonly JiraDialect Instance = new();

    private JiraDialect()
    {
    }

    public override string Title => Name;

    public override Uri AddressOf(string? baseUrl)
    {
        if (string.IsNullOrWhiteSpace(baseUrl))
            throw new PlatformAuthException("bad_address", $"A Jira connection needs the address of its site, as {Example}.");
        if (RestAddress.Problem(baseUrl, Name, Example) is { } problem)
            throw new PlatformAuthException("bad_address", problem);
        var address = new Uri(baseUrl.Trim().TrimEnd('/'));
        // People copy the address of a page; a site of Cloud has nothing below its host.
        return IsCloudSite(address) ? new Uri(address.GetLeftPart(UriPartial.Authority)) : address;
    }

    /// <summary>A host that only Cloud has.</summary>
    internal static bool IsCloudSite(Uri address) =>
        address.IdnHost.EndsWith(".atlassian.net", StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith(".jira.com", StringComparison.OrdinalIgnoreCase);

    public override AuthenticationHeaderValue? Authorize(Secret? secret)
    {
        if (JiraAccessRules.CheckSecret(secret?.Reveal()) is { } problem)
            throw new PlatformAuthException("bad_credentials", problem);
        var text = secret!.Reveal().Trim();
        return text.Contains(':', StringComparison.Ordinal)
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))
            : new("Bearer", text);
    }

    public override RateLimitHeaders? RateLimitOf(HttpResponseMessage response, TimeProvider time) => JiraLimits.Of(response, time);

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time) => JiraRefusal.Of(response, body, time);

    /// <summary>
    /// By token (<c>{"issues": […], "nextPageToken": "…", "isLast": false}</c>), by count (<c>{"values": […], "startAt": 0, "total": 120}</c>), or,
    /// where the answer is a bare list that was asked for with <c>startAt</c>, until one is empty.
    /// </summary>
    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.GetArrayLength() > 0 && QueryText.Number(pathAndQuery, "startAt") is { } from
                ? QueryText.With(pathAndQuery, "startAt", (from + root.GetArrayLength()).ToString(CultureInfo.InvariantCulture))
                : null;
        }
        if (root.Text("nextPageToken") is { Length: > 0 } token)
            return root.Flag("isLast") == true ? null : QueryText.With(pathAndQuery, "nextPageToken", token);
        if (root.Flag("isLast") == true || root.Count("startAt") is not { } startAt || ItemsIn(root) is not (> 0 and var count))
            return null;
        var hasMore = root.Count("total") is { } total ? startAt + (long)count < total : root.Flag("isLast") == false;
        return hasMore ? QueryText.With(pathAndQuery, "startAt", (startAt + (long)count).ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static int ItemsIn(JsonElement root)
    {
        foreach (var list in (string[])["values", "issues", "comments", "worklogs", "histories"])
        {
            if (root.Member(list) is { ValueKind: JsonValueKind.Array } items)
                return items.GetArrayLength();
        }
        return 0;
    }
}
