using System.Net;
using System.Text.Json;
using Blackbox.Core.Events;
using Blackbox.Core.Secrets;
using Blackbox.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Events;

public sealed class WebhookApiTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Url = "https://example.org/hooks/secret-path";

    [Fact]
    public async Task Webhook_lives_from_its_adding_to_its_removal()
    {
        var added = await app.SendAsync(HttpMethod.Post, "/api/v1/webhooks", new { url = $" {Url} ", eventTypes = (string[])["run.finished", "run.finished"] }, HttpStatusCode.Created);
        var id = added.GetProperty("webhook").GetProperty("id").GetGuid();
        var secret = added.GetProperty("secret").GetString()!;
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.Equal(Url, added.GetProperty("webhook").GetProperty("url").GetString());
        Assert.Equal("run.finished", Assert.Single(added.GetProperty("webhook").GetProperty("eventTypes").EnumerateArray()).GetString());

        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/v1/webhooks/{id}", new { enabled = false, eventTypes = Array.Empty<string>() });
        Assert.False(changed.GetProperty("enabled").GetBoolean());
        Assert.Empty(changed.GetProperty("eventTypes").EnumerateArray());
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/test", null, HttpStatusCode.Conflict, "webhook_off");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/deliveries/replay", null, HttpStatusCode.Conflict, "webhook_off");
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/webhooks/{id}", new { enabled = true, url = "http://127.0.0.1:9/" });
        await app.SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/test", null, HttpStatusCode.Accepted);

        await using var db = app.CreateContext();
        var kept = await db.Webhooks.SingleAsync(w => w.Id == id, ApiApp.Cancellation);
        var tests = await db.OutboxEvents.Where(e => e.Type == EventTypes.WebhookTest && e.UserId == app.Ada.User.Id).Select(e => e.Payload).ToListAsync(ApiApp.Cancellation);
        Assert.Single(tests, payload => payload.Contains(id.ToString(), StringComparison.Ordinal));
        // Encrypted where it is kept, and shown nowhere again.
        Assert.DoesNotContain(secret["whsec_".Length..], kept.Secret, StringComparison.Ordinal);
        var protector = new SecretProtector(Options.Create(new EncryptionOptions { Key = "only-for-tests-only-for-tests-only" }));
        Assert.Equal(secret, protector.Unprotect(kept.Secret).Reveal());
        foreach (var path in (string[])["/api/v1/webhooks", $"/api/v1/webhooks/{id}", $"/api/v1/webhooks/{id}/deliveries", "/api/v1/events?limit=200"])
        {
            var text = (await app.GetAsync(path)).ToString();
            Assert.DoesNotContain(secret["whsec_".Length..], text, StringComparison.Ordinal);
            Assert.DoesNotContain(kept.Secret, text, StringComparison.Ordinal);
        }

        await app.SendAsync(HttpMethod.Delete, $"/api/v1/webhooks/{id}", null, HttpStatusCode.NoContent);
        await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/webhooks/{id}", null, HttpStatusCode.NotFound, "webhook_not_found");
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url": ""}""", "url")]
    [InlineData("""{"url": "example.org"}""", "url")]
    [InlineData("""{"url": "https://ada:word@example.org/"}""", "url")]
    [InlineData("""{"url": "http://169.254.169.254/latest/"}""", "url")]
    [InlineData("""{"url": "https://example.org/", "eventTypes": ["everything"]}""", "eventTypes")]
    [InlineData("""{"url": "https://example.org/", "eventTypes": ["webhook.test"]}""", "eventTypes")]
    [InlineData("""{"url": "https://example.org/", "eventTypes": [null]}""", "eventTypes")]
    [InlineData("""{"url": "https://example.org/", "eventTypes": "run.finished"}""", "eventTypes")]
    [InlineData("""{"url": "https://example.org/", "secret": "mine"}""", "secret")]
    public async Task Webhook_that_is_malformed_is_refused(string body, string member)
    {
        var problem = await app.AssertProblemAsync(
            new(HttpMethod.Post, "/api/v1/webhooks") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") },
            HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
        Assert.DoesNotContain("word@", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_of_another_user_do_not_exist()
    {
        var (eves, delivery) = await AddWithDeliveriesAsync(app.Eve.User.Id, DeliveryStatus.Dead);
        Assert.DoesNotContain(eves.ToString(), (await app.GetAsync("/api/v1/webhooks")).ToString(), StringComparison.Ordinal);
        foreach (var (method, path) in ((HttpMethod, string)[])
            [
                (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/test"), (HttpMethod.Get, "/deliveries"),
                (HttpMethod.Post, "/deliveries/replay"), (HttpMethod.Post, $"/deliveries/{delivery}/replay"),
            ])
            await app.AssertProblemAsync(method, $"/api/v1/webhooks/{eves}{path}", null, HttpStatusCode.NotFound, "webhook_not_found");
        await app.AssertProblemAsync(HttpMethod.Patch, $"/api/v1/webhooks/{eves}", new { enabled = false }, HttpStatusCode.NotFound, "webhook_not_found");
        // Nor through an own one.
        var (own, _) = await AddWithDeliveriesAsync(app.Ada.User.Id, DeliveryStatus.Dead);
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/webhooks/{own}/deliveries/{delivery}/replay", null, HttpStatusCode.NotFound, "delivery_not_found");
        await using var db = app.CreateContext();
        Assert.Equal(DeliveryStatus.Dead, (await db.WebhookDeliveries.SingleAsync(d => d.Id == delivery, ApiApp.Cancellation)).Status);
    }

    [Fact]
    public async Task Deliveries_are_paged_newest_first_and_can_be_filtered_and_sent_again()
    {
        var (id, _) = await AddWithDeliveriesAsync(app.Ada.User.Id, DeliveryStatus.Delivered, DeliveryStatus.Dead, DeliveryStatus.Pending, DeliveryStatus.Dead, DeliveryStatus.Delivered);
        List<JsonElement> all = [];
        for (string? next = ""; next is not null;)
        {
            var page = await app.GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=2{next}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }
        Assert.Equal(["delivered", "dead", "pending", "dead", "delivered"], all.Select(d => d.GetProperty("status").GetString()));
        Assert.Equal("summary.written", all[0].GetProperty("eventType").GetString());
        var dead = (await app.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=dead")).GetProperty("items");
        Assert.Equal(2, dead.GetArrayLength());
        Assert.Equal("It answered 500.", dead[0].GetProperty("lastError").GetString());
        foreach (var bad in (string[])["status=gone", "status=1", "status=Dead", "limit=0", "cursor=x"])
            await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/webhooks/{id}/deliveries?{bad}", null, HttpStatusCode.BadRequest, "invalid_request");

        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/deliveries/{all[2].GetProperty("id").GetGuid()}/replay", null, HttpStatusCode.Conflict, "delivery_waits");
        Assert.Equal(1, (await app.SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/deliveries/{all[0].GetProperty("id").GetGuid()}/replay", null)).GetProperty("count").GetInt32());
        Assert.Equal(2, (await app.SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{id}/deliveries/replay", null)).GetProperty("count").GetInt32());
        var waiting = (await app.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=pending")).GetProperty("items");
        Assert.Equal(4, waiting.GetArrayLength());
        // The one that waited before goes on where it was.
        Assert.Equal([0, 0, 3, 0], waiting.EnumerateArray().Select(delivery => delivery.GetProperty("attempts").GetInt32()));
        var view = await app.GetAsync($"/api/v1/webhooks/{id}");
        Assert.Equal((4, 0), (view.GetProperty("waiting").GetInt32(), view.GetProperty("dead").GetInt32()));
    }

    /// <returns>The webhook and its first delivery.</returns>
    private async Task<(Guid Webhook, Guid Delivery)> AddWithDeliveriesAsync(Guid user, params DeliveryStatus[] states)
    {
        await using var db = app.CreateContext();
        var webhook = new Webhook { UserId = user, Url = Url, Secret = "sealed" };
        db.Add(webhook);
        await db.SaveChangesAsync(ApiApp.Cancellation);
        foreach (var status in states)
        {
            var written = new OutboxEvent { UserId = user, Type = EventTypes.SummaryWritten, Payload = """{"date": "2026-01-01"}""", OccurredAt = TimeProvider.System.GetUtcNow(), DispatchedAt = TimeProvider.System.GetUtcNow() };
            db.Add(written);
            await db.SaveChangesAsync(ApiApp.Cancellation);
            db.Add(new WebhookDelivery { WebhookId = webhook.Id, EventId = written.Id, Sequence = written.Sequence, Status = status, Attempts = 3, LastStatus = 500, LastError = "It answered 500.", NextAttemptAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(ApiApp.Cancellation);
        }
        return (webhook.Id, await db.WebhookDeliveries.Where(d => d.WebhookId == webhook.Id).OrderBy(d => d.Sequence).Select(d => d.Id).FirstAsync(ApiApp.Cancellation));
    }
}
