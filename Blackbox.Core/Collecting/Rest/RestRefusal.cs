using System.Text;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Rest;

public enum RefusalKind
{
    /// <summary>Only what was asked for: <see cref="ResourceException"/>.</summary>
    Resource,

    /// <summary>The secret: <see cref="PlatformAuthException"/>.</summary>
    Secret,

    /// <summary>The budget is used up, until the instant that the answer's headers tell.</summary>
    UsedUp,

    /// <summary>Too much at once; a rest is wanted, for as long as <c>Retry-After</c> says.</summary>
    Rest,

    /// <summary>A failure of the platform that may pass: it is asked again, some times.</summary>
    Passing,
}

/// <summary>What an answer that is none means, and what can be done about it.</summary>
/// <param name="Code">As in <see cref="ResourceException"/> and <see cref="PlatformException"/>.</param>
/// <param name="Message">In words that the connection's owner can act on; of the kinds UsedUp and Rest without a full stop, as "it goes on at …" follows.</param>
public sealed record RestRefusal(RefusalKind Kind, string Code, string Message)
{
    private const int MaxQuoted = 300;

    /// <summary>What a status means where a platform keeps to the usual ones.</summary>
    /// <param name="said">The platform's own words; null where it has none.</param>
    /// <returns>Null for an answer.</returns>
    public static RestRefusal? ByStatus(HttpResponseMessage response, string title, string? said = null)
    {
        var quoted = Quoted(said) is { Length: > 0 } words ? $" {title} says: {words}" : "";
        return (int)response.StatusCode switch
        {
            >= 200 and < 300 => null,
            401 => new(RefusalKind.Secret, "bad_credentials", $"{title} refuses the secret: it is wrong, expired or revoked. Make a new one and enter it here."),
            403 => new(RefusalKind.Resource, "forbidden", $"The secret may not read it.{quoted}"),
            404 => new(RefusalKind.Resource, "not_found", $"{title} does not find it: it was deleted or moved, or the secret may not see it."),
            410 => new(RefusalKind.Resource, "gone", $"It was removed.{quoted}"),
            400 or 422 => new(RefusalKind.Resource, "invalid", $"{title} does not accept the question.{quoted}"),
            429 => new(RefusalKind.Rest, "rate_limited", $"{title} asks for a rest after many requests"),
            >= 500 and not 501 => new(RefusalKind.Rest, "unavailable", $"{title} is away for a while"),
            var status => new(RefusalKind.Resource, "rejected", $"{title} answered with status {status}.{quoted}"),
        };
    }

    /// <returns>What a platform said, as one short line that can stand in a message.</returns>
    public static string Quoted(string? said)
    {
        if (said is null)
            return "";
        var line = new StringBuilder(Math.Min(said.Length, MaxQuoted));
        foreach (var character in said.AsSpan(0, Math.Min(said.Length, MaxQuoted)))
            line.Append(char.IsControl(character) ? ' ' : character);
        return Texts.Storable(line.ToString()).Trim();
    }
}
