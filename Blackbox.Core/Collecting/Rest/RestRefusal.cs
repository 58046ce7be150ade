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
