using System.Globalization;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.Confluence.Reading;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Finds out whose a token is and which spaces it sees, with some requests. Safe for concurrent use.</summary>
internal sealed class ConfluenceAccessTest(RestClient client, TimeProvider time)
{
    /// <summary>Spaces that are told one by one.</summary>
    private const int MaxSpaces = 100;

    /// <summary>For the search that shows when somebody last did something.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(365);

    /// <param name="spaces">Keys to look for; empty for all.</param>
    /// <returns>Also for whatever Confluence may answer: in words that a person can act on.</returns>
    public async Task<ConnectionTest> RunAsync(
        ConnectionAccess access, ConfluenceSettings settings, IReadOnlyList<string> spaces, CancellationToken cancellationToken)
    {
        var dialect = ConfluenceDialect.Of(settings, access.Connection.BaseUrl);
        using var timeout = new CancellationTokenSource(client.OptionsOf(dialect).TestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await LookAsync(client.Open(dialect, access, memory: null, tally: null, TaskPriority.Critical), spaces, either.Token);
        }
        catch (PlatformException exception)
        {
            return new(Ok: false, exception.Message, [], [], NeedsAuth: exception is PlatformAuthException);
        }
        catch (ResourceException exception)
        {
            return new(Ok: false, exception.Message, [], []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Ok: false, "Confluence did not answer in time.", [], []);
        }
    }

    private async Task<ConnectionTest> LookAsync(RestSession session, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        Author self;
        using (var page = await session.GetAsync("/rest/api/user/current", cancellationToken))
            self = Author.Of(page.Root);
        var seen = await SpaceScope.ListAsync(session, TimeSpan.Zero, cancellationToken);
        var told = (wanted.Count == 0 ? seen : wanted).Take(MaxSpaces).Select(key => Test(key, seen)).ToList();
        var readable = wanted.Count == 0 ? seen.Count : wanted.Count(key => seen.Contains(key, StringComparer.OrdinalIgnoreCase));
        var sentences = new List<string>
        {
            self == Author.Anonymous
                ? $"Confluence takes the token for nobody's; without a login {Spaces(readable)} can be read."
                : $"{self.Name} can read {Spaces(readable)}.",
        };
        if (wanted.Count > readable)
            sentences.Add($"{Spaces(wanted.Count - readable)} cannot be read: see why at each.");
        if (seen.Count == 0)
            sentences.Add("Give the token's owner access to some.");
        return new(
            readable > 0, Texts.Cut(string.Join(' ', sentences), Connection.MaxMessageLength), told, People: [],
            readable == 0 ? null : await LatestAsync(session, wanted, cancellationToken), Self: self == Author.Anonymous ? null : self.Person);
    }

    private static ContainerTest Test(string key, List<string> seen) => seen.Contains(key, StringComparer.OrdinalIgnoreCase)
        ? new(key, true, null, "Can be read.", null)
        : new(key, false, ConfluenceCodes.NotFound, "Confluence does not know this space, or the token may not see it.", null);

    private async Task<DateTimeOffset?> LatestAsync(RestSession session, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var cql = Cql.Content(wanted.Count == 0 ? null : [.. wanted.Take(50)], time.GetUtcNow() - LookBack);
        using var page = await session.GetAsync($"/rest/api/content/search?cql={Uri.EscapeDataString(cql)}&expand={ContentReader.Expand}&limit=1", cancellationToken);
        return page.Root.Member("results").Items().Select(json => json.Member("version").Instant("when")).Max();
    }

    private static string Spaces(int count) => count == 1 ? "1 space" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} spaces");
}
