namespace Blackbox.Core.Collecting;

/// <summary>Turns one connection's window into activities. One implementation a platform, stateless and safe for concurrent use.</summary>
public interface ICollector
{
    /// <summary>The platform's name as it is stored and as it stands in URLs: lower-case letters, digits and hyphens.</summary>
    string Platform { get; }

    /// <summary>The platform's name as people know it, as <c>GitHub</c>.</summary>
    string Title { get; }

    /// <summary>
    /// The longest span that is read at once. A longer window is read in slices, newest first, each committed before the next one begins; null where
    /// reading the whole window at once is cheaper.
    /// </summary>
    TimeSpan? Slice { get; }

    /// <summary>Days of one run of a backfill.</summary>
    int BackfillDays { get; }

    /// <summary>Says whether settings of this platform are well-formed, without touching the platform.</summary>
    /// <returns>What is wrong, in words for the person who typed it; null when nothing is.</returns>
    string? ValidateSettings(string settings);

    /// <summary>Says whether a base URL and a secret can be ones of this platform.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    string? ValidateAccess(string? baseUrl, string? secret);

    /// <summary>How it is connected on the connections page; null where that is done through the API alone.</summary>
    ConnectionForm? Form => null;

    /// <param name="settings">Well-formed.</param>
    /// <returns>What a person would call a connection with these settings.</returns>
    string SuggestName(string settings) => Title;

    /// <summary>Tries the connection and says what it can and cannot see. Never throws for what a platform may answer.</summary>
    Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken);

    /// <summary>Says what collecting a window would take, from a few requests at most.</summary>
    /// <exception cref="PlatformException">The platform does not let it be found out at this moment.</exception>
    Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Lists everything that anyone did within the window, in any order, reading as it is consumed. Items that cannot be understood and
    /// containers that cannot be read are told to the context's report and left out; the rest still arrives. What lies outside of the window changes what
    /// the record has already and adds nothing to it, so whatever was read of something that changed may be told.
    /// </summary>
    /// <exception cref="PlatformException">The whole connection cannot be read at this moment; nothing of the window is written.</exception>
    IAsyncEnumerable<CollectedActivity> CollectAsync(CollectionContext context, CancellationToken cancellationToken);
}

/// <summary>What collecting a window would take.</summary>
/// <param name="Requests">Requests that count against a budget; null where nothing is counted.</param>
/// <param name="Duration">Wall time, with waiting for the budget.</param>
/// <param name="LimitedBy">What makes it take so long, in words, as <c>5,000 requests an hour</c>; null when nothing does.</param>
public sealed record CollectionEstimate(int? Requests, TimeSpan Duration, string? LimitedBy);
