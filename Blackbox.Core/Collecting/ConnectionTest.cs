namespace Blackbox.Core.Collecting;

/// <summary>The answer to "does this connection work, and what does it see?".</summary>
/// <param name="Ok">At least one container can be read.</param>
/// <param name="People">Who did most in what it sees, most active first, at most 1,000.</param>
/// <param name="NeedsAuth">The secret is refused: the owner must give another.</param>
/// <param name="Self">Whom the secret belongs to; null where the platform does not say.</param>
/// <param name="LatestAt">When anybody last did something in what it sees; null when that was not found out.</param>
public sealed record ConnectionTest(
    bool Ok, string Message, IReadOnlyList<ContainerTest> Containers, IReadOnlyList<PersonCount> People, DateTimeOffset? LatestAt = null,
    bool NeedsAuth = false, CollectedPerson? Self = null)
{
    /// <summary>
    /// The local dates to collect first: the last <paramref name="days"/> up to <paramref name="today"/>, or, where nothing happened in them, up to the
    /// last date on which something did.
    /// </summary>
    public (DateOnly From, DateOnly To) FirstDates(DateOnly today, int days, TimeZoneInfo zone)
    {
        var latest = LatestAt is { } instant ? TimeWindow.LocalDate(instant, zone) : today;
        var to = latest <= today.AddDays(-days) ? latest : today;
        return (to.AddDays(1 - days), to);
    }
}

/// <param name="Code">As in <see cref="CollectionProblem"/>; null when all is well.</param>
/// <param name="Items">Activities of all time that it sees; null when they were not counted.</param>
public sealed record ContainerTest(string Container, bool Ok, string? Code, string Message, int? Items);

public sealed record PersonCount(CollectedPerson Person, int Items);
