using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>What all repositories of one connection's window share while they are read.</summary>
internal sealed class ConnectionReading(RestSession session, CollectionContext context, GitHubSettings settings, Findings findings, TimeProvider time)
{
    public RestSession Session => session;
    public GitHubSettings Settings => settings;

    /// <summary>Within the dates that items are believed to have.</summary>
    public TimeWindow Window { get; } = new(
        context.Window.From < Payload.Earliest + Margin ? Payload.Earliest + Margin : context.Window.From,
        context.Window.To > Payload.Latest - Margin ? Payload.Latest - Margin : context.Window.To);

    public FetchMemory Memory => context.Memory;
    public Findings Findings => findings;
    public TimeProvider Time => time;

    // Room for what is added to and taken from the window's ends.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(365);

    /// <summary>Whose activities alone are recorded; null for everyone's.</summary>
    public Owner? Only { get; set; }

    /// <summary>False where the record holds what this token would not list.</summary>
    public bool MayTellWhatIsGone { get; set; } = true;

    public bool IsWanted(CollectedActivity activity) =>
        Window.Contains(activity.OccurredAt) && (Only is null || activity.Person.ExternalId == Only.Person.ExternalId);
}

/// <summary>Whom a personal token belongs to.</summary>
/// <param name="Id">Stays when the login changes.</param>
internal sealed record Owner(long Id, string Login, CollectedPerson Person)
{
    public bool Is(Actor actor) => actor.Login.Equals(Login, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A repository to read.</summary>
/// <param name="FormerName">Its name when it was read before; null while it did not change.</param>
/// <param name="Reviewed">For a personal token: numbers of the pull requests that its owner reviewed; null where it is not known, so that all are looked at.</param>
internal sealed record RepositoryTarget(RepositoryItem Item, string? FormerName = null, IReadOnlySet<int>? Reviewed = null)
{
    public string Container => Item.FullName;
}
