namespace Blackbox.Core.Collecting;

/// <summary>Turns one connection's window into activities. One implementation a platform, stateless and safe for concurrent use.</summary>
public interface ICollector
{
    /// <summary>One of <see cref="Platforms"/>.</summary>
    string Platform { get; }

    /// <summary>Says whether settings of this platform are well-formed, without touching the platform.</summary>
    /// <returns>What is wrong, in words for the person who typed it; null when nothing is.</returns>
    string? ValidateSettings(string settings);

    /// <summary>Tries the connection and says what it can and cannot see. Never throws for what a platform may answer.</summary>
    Task<ConnectionTest> TestAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>
    /// Lists everything that anyone did within the window, in any order, reading as it is consumed. Items that cannot be understood and
    /// containers that cannot be read are told to <paramref name="report"/> and left out; the rest still arrives.
    /// </summary>
    IAsyncEnumerable<CollectedActivity> CollectAsync(
        Connection connection, TimeWindow window, CollectionReport report, CancellationToken cancellationToken);
}
