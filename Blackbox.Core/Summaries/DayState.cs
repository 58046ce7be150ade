using Blackbox.Core.Users;

namespace Blackbox.Core.Summaries;

/// <summary>What the record holds of one local date and what it should hold; enough to tell whether anything is to be done.</summary>
/// <param name="Gaps">By platform.</param>
/// <param name="Order">Of platforms in the daily log.</param>
internal sealed record DayState(
    DateOnly Date, IReadOnlyList<PlatformState> Platforms, IReadOnlyList<DayGap> Gaps, string? Note, byte[]? DailyHash, PlatformOrder Order)
{
    public bool IsCurrent => Platforms.All(p => p.IsCurrent) && DailyIsCurrent(Platforms.Where(p => p.IsWanted).Select(p => p.Stored!));

    /// <summary>Whether the daily summary was made from exactly these platform summaries and the note.</summary>
    public bool DailyIsCurrent(IEnumerable<StoredSummary> platforms)
    {
        var expected = DayMerge.InputHash([.. platforms], Gaps, Note, Order);
        return expected is null ? DailyHash is null : DailyHash is not null && expected.AsSpan().SequenceEqual(DailyHash);
    }

    /// <summary>Equal when nothing that a new text would rest on or replace has changed.</summary>
    public byte[] Fingerprint()
    {
        using var hash = new InputHash();
        foreach (var platform in Platforms)
        {
            hash.Add(platform.Platform).Add(platform.IsWanted ? "wanted" : "").Add(platform.WantedHash);
            if (platform.Stored is { } stored)
                hash.Add(stored.InputHash).Add(stored.Content).Add(stored.Model).Add(stored.RetryAt?.ToString("O") ?? "");
        }
        foreach (var gap in Gaps)
            hash.Add(gap.ToString());
        foreach (var name in Order.Names)
            hash.Add(name);
        return hash.Add(Note is null ? "" : $"note {Note}").Add(DailyHash ?? []).Finish();
    }
}

/// <param name="IsWanted">The user has a connection of this platform, or did something on it that day.</param>
/// <param name="WantedHash">The input hash that its summary should have.</param>
/// <param name="Count">Activities.</param>
internal sealed record PlatformState(string Platform, bool IsWanted, byte[] WantedHash, int Count, StoredSummary? Stored)
{
    public bool IsCurrent => IsWanted ? Stored is not null && Stored.InputHash.AsSpan().SequenceEqual(WantedHash) : Stored is null;
}

/// <summary>What is read back of a platform summary.</summary>
internal sealed record StoredSummary(
    DateOnly Date, string Platform, byte[] InputHash, string Content, string Model, int ActivityCount, DateTimeOffset? RetryAt);
