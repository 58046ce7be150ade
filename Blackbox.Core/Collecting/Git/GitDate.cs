using System.Buffers.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>A date as git stores it: <c>1767366245 +0900</c>.</summary>
internal readonly record struct GitDate(long UnixSeconds, TimeSpan Offset)
{
    /// <summary>How far an author's clock may be ahead of the committer's before it counts as wrong.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromHours(24);

    /// <summary>Seconds at which dates end that are believed: the start of the year 2100.</summary>
    public const long End = 4_102_444_800;

    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    /// <summary>The instant with its offset from UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is far beyond <see cref="End"/>.</exception>
    public DateTimeOffset Instant => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds).ToOffset(Offset);

    public bool IsBelievable => UnixSeconds is >= 0 and < End;

    /// <returns>Null when there is none.</returns>
    public static GitDate? Parse(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out long seconds, out var length))
            return null;
        return new(seconds, ParseOffset(text[length..].TrimStart((byte)' ')));
    }

    /// <summary>
    /// When the work was done: the author's date, but the committer's where there is no author's date (git reads an unreadable one as 0) or
    /// it is more than <see cref="Tolerance"/> later than the committer's. So nothing occurs later than that after its commit.
    /// </summary>
    public static DateTimeOffset? OccurredAt(GitDate? authored, GitDate? committed)
    {
        if (committed is not { UnixSeconds: >= 0 } commit)
            return null;
        var occurred = authored is { UnixSeconds: > 0 } author && author.UnixSeconds - (long)Tolerance.TotalSeconds <= commit.UnixSeconds ? author : commit;
        return occurred.IsBelievable ? DateTimeOffset.FromUnixTimeSeconds(occurred.UnixSeconds) : null;
    }

    // Anything but "+hhmm" or "-hhmm" that a clock on earth shows counts as UTC.
    private static TimeSpan ParseOffset(ReadOnlySpan<byte> text)
    {
        if (text.Length != 5 || text[0] is not ((byte)'+' or (byte)'-') || !Utf8Parser.TryParse(text[1..], out uint number, out var length) || length != 4)
            return TimeSpan.Zero;
        var offset = new TimeSpan((int)number / 100, (int)number % 100, 0);
        if (number % 100 > 59 || offset > MaxOffset)
            return TimeSpan.Zero;
        return text[0] == '-' ? -offset : offset;
    }
}
