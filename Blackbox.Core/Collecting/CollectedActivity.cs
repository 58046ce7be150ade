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
    public required string Title { get; init; }
    public string Body { get; init; } = "";

    /// <inheritdoc cref="Activity.Container"/>
    public required string Container { get; init; }

    public string? Url { get; init; }

    /// <summary>JSON object.</summary>
    public string Details { get; init; } = "{}";
}

/// <param name="ExternalId">The platform's own key; for git the e-mail in lower case.</param>
public sealed record CollectedPerson(string ExternalId, string DisplayName);
