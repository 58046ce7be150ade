using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Whose record a connection holds. Where that changes, what others did before must not look as if it were gone.</summary>
internal static class OwnerCheck
{
    private const string Cursor = "recorded";
    private const string Everyone = "everyone";
    private const string Mixed = "mixed";

    /// <summary>Asks whom the token belongs to.</summary>
    /// <exception cref="ResourceException">GitHub does not say it, as of tokens of an app.</exception>
    public static async Task<Owner> AskAsync(RestSession session, CancellationToken cancellationToken)
    {
        using var page = await session.GetAsync("/user", cancellationToken);
        var actor = Actor.Of(page.Root);
        if (page.Root.Id("id") is not { } id || actor == Actor.Ghost)
            throw new ResourceException(200, GitHubCodes.Malformed, "GitHub does not say whom the token belongs to.");
        return new(id, actor.Login, actor.Person);
    }

    /// <returns>Whether everything that the connection recorded was recorded for the same people as now.</returns>
    public static async Task<bool> IsSameAsync(ConnectionReading reading, CollectionReport report, CancellationToken cancellationToken)
    {
        var now = reading.Only is { } owner ? $"user {owner.Id}" : Everyone;
        var known = await reading.Memory.CursorAsync(Cursor, cancellationToken);
        // Who records everyone lists everyone's, so nothing is missing.
        if (known is null || known == now || now == Everyone)
        {
            report.SaveCursor(Cursor, now == Everyone || known is null ? now : known);
            return true;
        }
        report.SaveCursor(Cursor, Mixed);
        return false;
    }
}
