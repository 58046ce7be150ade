namespace Blackbox.Core.Collecting;

/// <summary>An activity as a collector found it. Texts may hold anything: what the database cannot hold is replaced when it is written.</summary>
public sealed record CollectedActivity
{
    public required CollectedPerson Person { get; init; }

    /// <inheritdoc cref="Activity.ExternalId"/>
    public required string ExternalId { get; init; }

    /// <inheritdoc cref="Activity.Kind"/>
    public required string Kind { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>
    /// When it came into being at the source, where that is not when it happened, as a worklog that is entered days later: it is recorded with the window
    /// in which it was entered, too.
    /// </summary>
    public DateTimeOffset? EnteredAt { get; init; }

    public required string Title { get; init; }
    public string Body { get; init; } = "";

    /// <inheritdoc cref="Activity.Container"/>
    public required string Container { get; init; }

    public string? Url { get; init; }

    /// <inheritdoc cref="Activity.Thread"/>
    public string? Thread { get; init; }

    /// <inheritdoc cref="Activity.IsPrivate"/>
    public bool IsPrivate { get; init; }

    /// <summary>JSON object.</summary>
    public string Details { get; init; } = "{}";
}

/// <param name="ExternalId">The platform's own key; for git the e-mail in lower case.</param>
public sealed record CollectedPerson(string ExternalId, string DisplayName);
