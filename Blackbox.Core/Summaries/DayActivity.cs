namespace Blackbox.Core.Summaries;

/// <summary>What a summariser sees of an activity.</summary>
public sealed record DayActivity
{
    /// <summary>Characters of a body that summarisers look at.</summary>
    public const int MaxBodyLength = 4_000;

    public required Guid Id { get; init; }
    public required string Platform { get; init; }
    public required string Kind { get; init; }
    public required string ExternalId { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required string Title { get; init; }

    /// <summary>The first <see cref="MaxBodyLength"/> characters.</summary>
    public required string Body { get; init; }

    public required string Container { get; init; }

    /// <summary>JSON object in the platform's own shape.</summary>
    public required string Details { get; init; }

    public required byte[] ContentHash { get; init; }

    /// <summary>Who did it, as the platform shows them.</summary>
    public required string Person { get; init; }

    /// <summary>Whether the record's owner did it; otherwise it is in the record because the connection records everyone.</summary>
    public required bool IsOwn { get; init; }
}

/// <summary>One user's local date on one platform.</summary>
/// <param name="Activities">In any order.</param>
/// <param name="LeftOut">Older ones that are too many to look at.</param>
public sealed record PlatformDay(DateOnly Date, string Platform, IReadOnlyList<DayActivity> Activities, int LeftOut = 0)
{
    public int Count => Activities.Count + LeftOut;
}
