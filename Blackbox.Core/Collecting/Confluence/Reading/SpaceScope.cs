using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>The spaces that a connection reads.</summary>
/// <param name="Named">Keys to ask for; null for all that the token sees.</param>
/// <param name="Keys">Those that the token was seen to see, without those that were only named.</param>
internal sealed record SpaceScope(IReadOnlyList<string>? Named, IReadOnlyList<string> Keys)
{
    private const string List = "/rest/api/space?start=0&limit=100";

    /// <summary>How old the list of spaces may be; that one of which something is recorded can still be seen, its trash tells in the same run.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <param name="wanted">Keys as the settings have them; empty for all.</param>
    /// <exception cref="ResourceException">The spaces cannot be listed.</exception>
    public static async Task<SpaceScope> FindAsync(ConnectionReading reading, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var keys = await ListAsync(reading.Session, MaxAge, cancellationToken);
        if (wanted.Count == 0)
            return new(null, keys);
        // One that was made or opened to the token since is found at once.
        if (!wanted.All(key => keys.Contains(key, StringComparer.OrdinalIgnoreCase)))
            keys = await ListAsync(reading.Session, TimeSpan.Zero, cancellationToken);
        var named = new List<string>();
        foreach (var key in wanted)
        {
            if (keys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } found)
                named.Add(found);
            else
            {
                await reading.Findings.SayAsync(report => report.ContainerFailed(key, ConfluenceCodes.NotFound,
                    "Confluence does not know this space, or the token may not see it. What was recorded of it stays."), cancellationToken);
            }
        }
        return new(named, named);
    }

    /// <exception cref="ResourceException">The spaces cannot be listed.</exception>
    public static async Task<List<string>> ListAsync(RestSession session, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var page in session.PagesAsync(List, RestFreshness.MaxAge(maxAge), cancellationToken))
        {
            using (page)
            {
                keys.AddRange(page.Root.Member("results").Items().Select(space => space.Text("key")).OfType<string>()
                    .Where(key => key.Length is > 0 and <= ConfluenceSettings.MaxKeyLength));
            }
        }
        return [.. keys.Distinct(StringComparer.Ordinal)];
    }
}
