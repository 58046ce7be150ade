using System.Net.Http.Headers;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>GitHub's REST interface, version 2022-11-28.</summary>
public sealed class GitHubDialect : RestDialect
{
    public static readonly GitHubDialect Instance = new();

    private GitHubDialect()
    {
    }

    public override string Title => "GitHub";

    public override Uri AddressOf(string? baseUrl) => GitHubAddress.Of(baseUrl);

    public override AuthenticationHeaderValue? Authorize(Secret? secret) => GitHubToken.Of(secret).Header;

    public override void Prepare(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.github+json");
        request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
    }

    public override RestBudget BudgetOf(string pathAndQuery) => new(pathAndQuery.StartsWith("/search/", StringComparison.Ordinal) ? "search" : "core");

    public override RateLimitHeaders? RateLimitOf(HttpResponseMessage response, TimeProvider time) => response.RateLimit(time);

    // Without a token it counts by network address, and also what did not change.
    public override bool IsUnchangedFree(Secret? secret) => GitHubToken.Of(secret).IsThere;

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time) =>
        response.IsSuccessStatusCode ? null : GitHubRefusal.Of(response, body, time);

    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery) =>
        LinkHeader.Parse(response.Text("Link")).GetValueOrDefault("next");
}
