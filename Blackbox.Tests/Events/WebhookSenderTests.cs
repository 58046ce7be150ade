using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Events;
using Blackbox.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Events;

public sealed class WebhookSenderTests(Stack stack)
{
    [Fact]
    public async Task Event_arrives_signed_as_the_specification_says()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var receiver = await WebhookReceiver.StartAsync();
        var (_, secret) = await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(7);
        world.Run(world.Dispatcher().RunAsync);
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Delivered, 1);

        var call = Assert.Single(receiver.Calls);
        await using var db = world.CreateContext();
        var written = await db.OutboxEvents.SingleAsync(EventWorld.Cancellation);
        Assert.Equal(
            $$"""{"id":"{{written.Id}}","type":"summary.written","occurredAt":"{{written.OccurredAt:yyyy-MM-ddTHH:mm:ss.FFFFFFK}}","sequence":{{written.Sequence}},"data":{{"""{"date":"2026-01-07","model":"extractive","platform":"git"}"""}}}""",
            Encoding.UTF8.GetString(call.Body));
        Assert.Equal("application/json", call.Headers["content-type"]);
        Assert.Equal(written.Id.ToString(), call.Headers["webhook-id"]);
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
        Assert.InRange(TimeProvider.System.GetUtcNow() - sent, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(1));

        // Computed here from the specification, not with the code that signed.
        Assert.StartsWith("whsec_", secret.Reveal(), StringComparison.Ordinal);
        var key = Convert.FromBase64String(secret.Reveal()["whsec_".Length..]);
        Assert.Equal(32, key.Length);
        byte[] content = [.. Encoding.ASCII.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}."), .. call.Body];
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content)), call.Headers["webhook-signature"]);
    }

    [Fact]
    public void Signature_is_the_one_of_the_specifications_example()
    {
        // https://github.com/standard-webhooks/standard-webhooks: the example of its reference libraries.
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecrets.Sign(new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));
    }

    [Fact]
    public async Task Failing_delivery_holds_back_later_ones_of_its_webhook_and_of_no_other()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var failing = await WebhookReceiver.StartAsync();
        await using var well = await WebhookReceiver.StartAsync();
        var failures = 0;
        failing.Answer = (call, context) =>
        {
            context.Response.StatusCode = call.Day == 2 && ++failures <= 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        await world.AddWebhookAsync(failing.Url);
        await world.AddWebhookAsync(well.Url);
        await world.WriteAsync(1, 2, 3, 4);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Delivered, 8);

        Assert.Equal([1, 2, 2, 2, 2, 3, 4], failing.Days);
        Assert.Equal([1, 2, 3, 4], well.Days);
        Assert.Equal(1, failing.MostAtOnce);
        Assert.Equal(4, (await world.DeliveriesAsync()).Max(d => d.Attempts));
        // Each attempt has the same id, so that the receiver can tell.
        Assert.Single(failing.Calls.Where(call => call.Day == 2).Select(call => call.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task Delivery_is_given_up_in_the_end_and_the_next_has_its_turn()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        world.Webhooks.MaxAttempts = 3;
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (call, context) =>
        {
            context.Response.StatusCode = call.Day == 1 ? 503 : 200;
            return Task.CompletedTask;
        };
        await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1, 2);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Delivered, 1);

        Assert.Equal([1, 1, 1, 2], receiver.Days);
        var dead = (await world.DeliveriesAsync())[0];
        Assert.Equal((DeliveryStatus.Dead, 3, 503, "It answered 503."), (dead.Status, dead.Attempts, dead.LastStatus, dead.LastError));
    }

    [Fact]
    public async Task Webhook_is_turned_off_after_several_deliveries_in_a_row_were_given_up()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        (world.Webhooks.MaxAttempts, world.Webhooks.TurnOffAfter) = (2, 3);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (call, context) =>
        {
            context.Response.StatusCode = call.Day == 2 ? 200 : 500;
            return Task.CompletedTask;
        };
        var (webhook, _) = await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1, 2, 3, 4, 5, 6);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await EventWorld.EventuallyAsync(async () => !await IsEnabledAsync(world, webhook), "It is not turned off.");
        await world.StopAsync();
        Assert.Equal([1, 1, 2, 3, 3, 4, 4, 5, 5], receiver.Days);
        Assert.Equal(DeliveryStatus.Pending, (await world.DeliveriesAsync())[5].Status);
    }

    [Fact]
    public async Task Answer_410_turns_the_webhook_off_at_once()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(StatusCodes.Status410Gone);
        var (webhook, _) = await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1, 2);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await EventWorld.EventuallyAsync(async () => !await IsEnabledAsync(world, webhook), "It is not turned off.");
        await world.StopAsync();
        Assert.Single(receiver.Calls);
        Assert.Equal(DeliveryStatus.Dead, (await world.DeliveriesAsync())[0].Status);
    }

    [Fact]
    public async Task Neither_address_nor_secret_is_logged_or_kept_with_an_error()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        (world.Webhooks.MaxAttempts, world.Webhooks.TurnOffAfter) = (1, 2);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        var (_, secret) = await world.AddWebhookAsync(receiver.Url + "/T0KEN-in-the-path?key=T0KEN");
        var (foreign, _) = await world.AddWebhookAsync("http://127.0.0.1:9/T0KEN");
        await using (var db = world.CreateContext())
            await db.Webhooks.Where(w => w.Id == foreign.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.Secret, "not-of-this-key"), EventWorld.Cancellation);
        await world.WriteAsync(1, 2);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Dead, 4);
        await EventWorld.EventuallyAsync(() => Task.FromResult(world.Lines.Count(line => line.Contains("turned off", StringComparison.Ordinal)) == 2), "It says too little.");

        var written = string.Join('\n', [.. world.Lines, .. (await world.DeliveriesAsync()).Select(delivery => delivery.LastError)]);
        Assert.Contains("cannot be opened with this installation's key", written, StringComparison.Ordinal);
        Assert.DoesNotContain("T0KEN", written, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Reveal()["whsec_".Length..], written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, "redirect")]
    [InlineData(404, "404")]
    [InlineData(0, "within 0.3 seconds")]
    [InlineData(-1, "closed the connection")]
    public async Task Failure_is_told_in_words_and_tried_again(int status, string word)
    {
        await using var world = await EventWorld.CreateAsync(stack);
        (world.Webhooks.MaxAttempts, world.Webhooks.Timeout) = (2, TimeSpan.FromMilliseconds(300));
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = async (_, context) =>
        {
            if (status == 0)
                await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else if (status < 0)
                context.Abort();
            else
                (context.Response.StatusCode, context.Response.Headers.Location) = (status, "http://127.0.0.1:1/elsewhere");
        };
        await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Dead, 1);
        Assert.Equal(2, receiver.Calls.Count);
        Assert.Contains(word, Assert.Single(await world.DeliveriesAsync()).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_without_end_is_not_read()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var receiver = await WebhookReceiver.StartAsync();
        var written = 0L;
        receiver.Answer = async (_, context) =>
        {
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested && written < 1L << 30)
            {
                await context.Response.Body.WriteAsync(block, CancellationToken.None);
                written += block.Length;
                // What is written after the caller has gone is thrown away as fast as it comes, until the server notices that.
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            }
        };
        await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Delivered, 1);
        Assert.InRange(Interlocked.Read(ref written), 0, 64 << 20);
    }

    [Fact]
    public async Task Claim_of_a_process_that_died_passes_to_another_when_its_lease_is_over()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var receiver = await WebhookReceiver.StartAsync();
        await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1);
        await world.DispatchAsync();
        var claims = new DeliveryClaims(world.DataSource);
        var lost = Assert.Single(await claims.ClaimAsync(8, TimeSpan.FromSeconds(1), EventWorld.Cancellation));
        Assert.Empty(await claims.ClaimAsync(8, TimeSpan.FromSeconds(1), EventWorld.Cancellation));

        world.Run(world.Sender().RunAsync);
        await WaitForAsync(world, DeliveryStatus.Delivered, 1);
        Assert.Single(receiver.Calls);
        // The one that was thought dead comes back, and changes nothing.
        await claims.DieAsync(lost, new(500, "It answered 500.", null));
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(await world.DeliveriesAsync()).Status);
    }

    [Fact]
    public async Task Many_workers_never_claim_the_same_delivery()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        for (var i = 0; i < 10; i++)
            await world.AddWebhookAsync("http://127.0.0.1:9/");
        await world.WriteAsync(1, 2);
        await world.DispatchAsync();
        var claims = new DeliveryClaims(world.DataSource);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => claims.ClaimAsync(4, TimeSpan.FromMinutes(1), EventWorld.Cancellation))));
        var all = claimed.SelectMany(list => list).ToList();
        while (await claims.ClaimAsync(4, TimeSpan.FromMinutes(1), EventWorld.Cancellation) is { Count: > 0 } more)
            all.AddRange(more);
        // One for each webhook, the oldest, once.
        Assert.Equal(10, all.Count);
        Assert.Equal(10, all.Select(delivery => delivery.WebhookId).Distinct().Count());
        Assert.All(all, delivery => Assert.Equal(all.Min(d => d.Message.Sequence), delivery.Message.Sequence));
    }

    [Fact]
    public async Task Sender_that_is_stopped_gives_back_what_it_was_sending()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, context.RequestAborted);
        await world.AddWebhookAsync(receiver.Url);
        await world.WriteAsync(1);
        await world.DispatchAsync();
        world.Run(world.Sender().RunAsync);
        await EventWorld.EventuallyAsync(() => Task.FromResult(receiver.Calls.Count == 1), "Nothing arrived.");
        await world.StopAsync();
        var delivery = Assert.Single(await world.DeliveriesAsync());
        Assert.Equal((DeliveryStatus.Pending, 0), (delivery.Status, delivery.Attempts));
        Assert.Single(await new DeliveryClaims(world.DataSource).ClaimAsync(8, TimeSpan.FromSeconds(1), EventWorld.Cancellation));
    }

    [Fact]
    public async Task Waits_double_up_to_an_hour_and_honour_what_the_receiver_asks()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        (world.Webhooks.FirstDelay, world.Webhooks.MaxDelay) = (TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        var sender = world.Sender();
        foreach (var (attempt, seconds) in ((int, double)[])[(1, 5), (2, 10), (5, 80), (10, 2560), (11, 3600), (100, 3600)])
            Assert.InRange(sender.DelayAfter(attempt, null).TotalSeconds, seconds * 0.8, Math.Min(seconds * 1.2, 3600));
        Assert.Equal(TimeSpan.FromSeconds(90), sender.DelayAfter(1, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromHours(1), sender.DelayAfter(1, TimeSpan.FromDays(3650)));
        Assert.InRange(sender.DelayAfter(1, TimeSpan.FromSeconds(-90)).TotalSeconds, 4, 6);
        Assert.InRange(sender.DelayAfter(1, TimeSpan.Zero).TotalSeconds, 4, 6);
    }

    private static async Task<bool> IsEnabledAsync(EventWorld world, Webhook webhook)
    {
        await using var db = world.CreateContext();
        return await db.Webhooks.Where(w => w.Id == webhook.Id).Select(w => w.IsEnabled).SingleAsync(EventWorld.Cancellation);
    }

    private static Task WaitForAsync(EventWorld world, DeliveryStatus status, int count) => EventWorld.EventuallyAsync(
        async () => (await world.DeliveriesAsync()).Count(d => d.Status == status) == count, $"There are not {count} {status} deliveries.");
}
