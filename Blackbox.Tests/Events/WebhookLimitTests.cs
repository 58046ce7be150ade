using System.Net;
using Blackbox.Tests.Api;

namespace Blackbox.Tests.Events;

public sealed class WebhookLimitTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Fact]
    public async Task Twenty_webhooks_are_the_most_also_when_many_are_added_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async number =>
        {
            using var request = ApiApp.Request(HttpMethod.Post, "/api/v1/webhooks", new { url = $"https://example.org/{number}" });
            using var response = await app.Client.SendAsync(request, ApiApp.Cancellation);
            return response.StatusCode;
        }));
        Assert.Equal(20, answers.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(4, answers.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(20, (await app.GetAsync("/api/v1/webhooks")).GetArrayLength());
        await app.AssertProblemAsync(HttpMethod.Post, "/api/v1/webhooks", new { url = "https://example.org/" }, HttpStatusCode.Conflict, "too_many_webhooks");
    }
}
