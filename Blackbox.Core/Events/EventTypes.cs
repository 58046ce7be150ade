namespace Blackbox.Core.Events;

/// <summary>What can happen. A type's name and the members of its payload stay; new members may be added.</summary>
public static class EventTypes
{
    public const string ActivityCollected = "activity.collected";
    public const string SummaryWritten = "summary.written";
    public const string ConnectionState = "connection.state";
    public const string RunFinished = "run.finished";
    public const string DirectorySynced = "directory.synced";

    /// <summary>Sent to one webhook because its owner asked for it.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>Those that a webhook can be limited to.</summary>
    public static readonly IReadOnlyList<string> Subscribable = [ActivityCollected, SummaryWritten, ConnectionState, RunFinished, DirectorySynced];
}

/// <summary>Payload of <see cref="EventTypes.ActivityCollected"/>: a swap changed the record.</summary>
/// <param name="From">First local date that it touched, in the user's time zone.</param>
/// <param name="To">Last local date that it touched, inclusive.</param>
public sealed record ActivityCollected(string Platform, Guid ConnectionId, int Added, int Changed, int Removed, DateOnly From, DateOnly To);

/// <summary>Payload of <see cref="EventTypes.SummaryWritten"/>.</summary>
/// <param name="Platform">Null for the summary of the whole day.</param>
/// <param name="Model">What wrote it, as <c>extractive</c>.</param>
public sealed record SummaryWritten(DateOnly Date, string? Platform, string Model);

/// <summary>Payload of <see cref="EventTypes.ConnectionState"/>: the state is another than before.</summary>
/// <param name="Status">As <c>needs_auth</c>.</param>
/// <param name="Code">Stable code of what is wrong; null when all is well.</param>
/// <param name="Message">The same in words; never a secret.</param>
public sealed record ConnectionStateChanged(
    Guid ConnectionId, string Platform, string Name, string Status, string? Code, string? Message, DateTimeOffset? PausedUntil);

/// <summary>Payload of <see cref="EventTypes.RunFinished"/>.</summary>
/// <param name="Trigger">As <c>nightly</c>.</param>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, inclusive.</param>
/// <param name="Status">As <c>partial</c>.</param>
public sealed record RunFinished(
    Guid RunId, string Trigger, DateOnly From, DateOnly To, string Status, string? Message, Guid? BackfillId);

/// <summary>Payload of <see cref="EventTypes.DirectorySynced"/>: a platform's people were listed, and something is another than before.</summary>
/// <param name="People">Everyone whom the platform listed; 0 where it could not.</param>
/// <param name="Assigned">Who was recognised as a user.</param>
/// <param name="Code">Stable code of what is wrong; null when all is well.</param>
/// <param name="Message">The same in words; never a secret.</param>
public sealed record DirectorySynced(
    Guid ConnectionId, string Platform, string Name, int People, int Added, int Changed, int Deactivated, int Reactivated, int Assigned, string? Code,
    string? Message);

/// <summary>Payload of <see cref="EventTypes.WebhookTest"/>.</summary>
public sealed record WebhookTest(Guid WebhookId);
