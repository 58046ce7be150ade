namespace Blackbox.Simulators;

/// <summary>An activity that a complete record of the platform holds.</summary>
/// <param name="Person">Its external id: GitHub's login (or the e-mail of an author without an account) in lower case, an accountId, a member id.</param>
/// <param name="Kind">As <c>commit</c>, <c>merge</c>, <c>review</c>, <c>status_changed</c>, <c>message</c>.</param>
/// <param name="ExternalId">As <c>commit:{sha}</c> or <c>pull:{id}:opened</c>. Of one activity of one person.</param>
/// <param name="Container">The name that the repository, project, space or channel has now.</param>
/// <param name="Title">As it is now: the commit's first line, the title of the issue or page, the first line of a message.</param>
public sealed record TrueActivity(string Person, string Kind, string ExternalId, DateTimeOffset OccurredAt, string Container, string Title)
{
    /// <summary>When it came into being, where that is not when it happened.</summary>
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>Seen only by those who are in the container.</summary>
    public bool IsPrivate { get; init; }
}

/// <summary>Which part of the truth is wanted; null is all.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after it.</param>
/// <param name="VisibleTo">Value of a token: only what it may see.</param>
public sealed record TruthQuery(
    string? Person = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Container = null, string? VisibleTo = null)
{
    /// <summary>The rows that are wanted, in order of time. What the token may not see is the caller's to leave out.</summary>
    internal IReadOnlyList<TrueActivity> Of(IEnumerable<TrueActivity> all) =>
    [
        .. all
            .Where(activity => (Person is null || activity.Person.Equals(Person, StringComparison.OrdinalIgnoreCase))
                && (From is null || activity.OccurredAt >= From) && (To is null || activity.OccurredAt < To)
                && (Container is null || activity.Container.Equals(Container, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(activity => activity.OccurredAt)
            .ThenBy(activity => activity.ExternalId, StringComparer.Ordinal)
            .ThenBy(activity => activity.Person, StringComparer.Ordinal),
    ];
}
