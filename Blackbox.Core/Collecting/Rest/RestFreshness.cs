using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>When an answer that is remembered may be used without asking for it again. Of one resource always the same way is used.</summary>
public sealed class RestFreshness
{
    private const int MaxLength = 400;

    private RestFreshness(string? tag, TimeSpan? age) => (Tag, Age) = (tag, age);

    /// <summary>What the answer is remembered under.</summary>
    internal string? Tag { get; }

    internal TimeSpan? Age { get; }

    internal bool Allows(RememberedResponse remembered, DateTimeOffset now) => Age is { } age
        ? now - remembered.FetchedAt is var past && past >= TimeSpan.Zero && past < age
        : remembered.Version == Tag;

    /// <summary>As long as the resource has this version, as it was told by something else, as a list that names it.</summary>
    public static RestFreshness Version(string version) => new(
        version.Length <= MaxLength && version.All(character => character is >= ' ' and <= '~')
            ? version
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version))),
        age: null);

    /// <summary>As long as it was asked for less than this ago; after that it is asked for conditionally where that is possible.</summary>
    public static RestFreshness MaxAge(TimeSpan age) => new(tag: null, age);
}
