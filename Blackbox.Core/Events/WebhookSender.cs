using System.Security.Cryptography;
using Blackbox.Core.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Events;

/// <summary>
/// Sends deliveries: those of one webhook one after the other, several webhooks at once. A failed one is tried again, each time after a longer wait, and
/// in the end given up, so that a receiver that is away holds up its own events only.
/// </summary>
public sealed class WebhookSender(
    DeliveryClaims claims, WebhookClient client, SecretProtector protector, EventWake wake, IOptions<WebhookOptions> options,
    ILogger<WebhookSender> logger)
{
    /// <summary>What a claim lasts longer than a call may take.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(20);

    private readonly WebhookOptions _options = options.Value;

    /// <summary>Sends until it is cancelled; what is being sent then is given back.</summary>
    /// <exception cref="NpgsqlException">The database is away. Nothing is lost: call it again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                foreach (var ended in running.FindAll(task => task.IsCompleted))
                {
                    running.Remove(ended);
                    await ended;
                }
                if (running.Count < _options.MaxParallel)
                {
                    foreach (var delivery in await claims.ClaimAsync(_options.MaxParallel - running.Count, _options.Timeout + LeaseMargin, cancellationToken))
                        running.Add(SendAsync(delivery, cancellationToken));
                }
                await wake.WaitAsync(running, _options.PollInterval, cancellationToken);
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    /// <summary>The wait before the next attempt: doubled each time, at most <see cref="WebhookOptions.MaxDelay"/>, up to a fifth shorter or longer.</summary>
    /// <param name="attempt">The one that failed; 1 for the first.</param>
    /// <param name="asked">What the receiver asked for: honoured when it is longer, up to the same limit.</param>
    internal TimeSpan DelayAfter(int attempt, TimeSpan? asked)
    {
        var doubled = _options.FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 30));
        var jitter = 0.8 + 0.4 * RandomNumberGenerator.GetInt32(1_000) / 999.0;
        var wait = Min(doubled, _options.MaxDelay) * jitter;
        return Min(asked > wait ? asked.Value : wait, _options.MaxDelay);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        WebhookAnswer answer;
        try
        {
            answer = await client.CallAsync(delivery.Url, protector.Unprotect(delivery.ProtectedSecret), delivery.Message, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await claims.ReturnAsync(delivery);
            return;
        }
        catch (SecretProtectionException)
        {
            answer = new(null, "Its signing secret cannot be opened with this installation's key. Remove the webhook and add it again.", null);
        }
#pragma warning disable CA1031 // One delivery's failure, whatever it is, must not stop the others; it is recorded where its owner sees it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogError(exception, "Delivery {Delivery} could not be sent", delivery.Id);
            answer = new(null, "It could not be sent. The log of the worker says why.", null);
        }
        await RecordAsync(delivery, answer);
    }

    private async Task RecordAsync(ClaimedDelivery delivery, WebhookAnswer answer)
    {
        EventTelemetry.RecordDelivery(answer.Taken ? "taken" : answer.Gone ? "gone" : answer.Status is null ? "no_answer" : "refused");
        if (answer.Taken)
        {
            await claims.TakenAsync(delivery, answer);
        }
        else if (answer.Gone)
        {
            await claims.DieAsync(delivery, answer);
            if (await claims.TurnOffAsync(delivery.WebhookId))
                logger.LogWarning("Webhook {Webhook} answered 410 Gone and was turned off", delivery.WebhookId);
        }
        else if (delivery.Attempt < _options.MaxAttempts)
        {
            await claims.RetryAsync(delivery, answer, DelayAfter(delivery.Attempt, answer.RetryAfter));
        }
        else
        {
            await claims.DieAsync(delivery, answer);
            logger.LogWarning("Delivery {Delivery} to webhook {Webhook} was given up after {Attempts} attempts", delivery.Id, delivery.WebhookId, delivery.Attempt);
            if (await claims.TurnOffAsync(delivery.WebhookId, _options.TurnOffAfter))
                logger.LogWarning("Webhook {Webhook} was turned off: {Count} of its deliveries in a row were given up", delivery.WebhookId, _options.TurnOffAfter);
        }
    }
}
