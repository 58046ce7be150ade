using Blackbox.Core.Collecting;
using Blackbox.Core.Llm;

namespace Blackbox.Core.Summaries;

internal enum DayScope
{
    /// <summary>What differs from its input.</summary>
    Changed,

    /// <summary>That, and what waits for the language model.</summary>
    ChangedAndDue,

    /// <summary>The daily summary from the platforms' as they are.</summary>
    MergeOnly,
}

/// <summary>A day's new texts before they are saved.</summary>
internal sealed class DayDraft(DayState state, DayScope scope, DateTimeOffset now)
{
    private readonly List<PlatformDraft> _platforms = [];

    public DayState State => state;

    /// <summary>Platforms whose text is to be written.</summary>
    public IEnumerable<PlatformState> ToWrite => state.Platforms.Where(platform => platform.IsWanted && scope switch
    {
        DayScope.Changed => !platform.IsCurrent,
        DayScope.ChangedAndDue => !platform.IsCurrent || platform.Stored?.RetryAt <= now,
        _ => false,
    });

    /// <summary>Platforms whose summary is to go: no connection is left and nothing was done.</summary>
    public IEnumerable<PlatformState> ToRemove =>
        state.Platforms.Where(platform => scope != DayScope.MergeOnly && !platform.IsWanted && platform.Stored is not null);

    public bool HasWork => ToWrite.Any() || ToRemove.Any() || !state.DailyIsCurrent(Kept());

    public IReadOnlyList<PlatformDraft> Platforms => _platforms;

    /// <summary>Null when the daily summary stays as it is.</summary>
    public DailyDraft? Daily { get; private set; }

    /// <summary>The day has nothing left to make a daily summary from.</summary>
    public bool DailyGoes { get; private set; }

    public void Add(PlatformState platform, WrittenSummary written) => _platforms.Add(new(platform, written));

    public void Merge(PlatformTitles titles)
    {
        var merged = Kept().Where(stored => !_platforms.Exists(p => p.State.Platform == stored.Platform))
            .Concat(_platforms.Select(p => p.AsStored(state.Date)))
            .ToList();
        var hash = DayMerge.InputHash(merged, state.Gaps, state.Note, state.Order);
        DailyGoes = hash is null && state.DailyHash is not null;
        if (hash is null || (state.DailyHash is not null && hash.AsSpan().SequenceEqual(state.DailyHash)))
            return;
        Daily = new(
            DayMerge.Content(state.Date, merged, state.Gaps, state.Note, titles, state.Order), DayMerge.Model(merged), hash, merged.Sum(p => p.ActivityCount),
            merged.Sum(p => p.ActivityCount) == 0 && state.Note is null);
    }

    private IEnumerable<StoredSummary> Kept() =>
        state.Platforms.Where(p => scope == DayScope.MergeOnly || p.IsWanted).Select(p => p.Stored).OfType<StoredSummary>();
}

internal sealed class PlatformDraft(PlatformState state, WrittenSummary written)
{
    public PlatformState State => state;
    public WrittenSummary Written => written;

    /// <summary>The text is another than the one that is there, or rests on other input; otherwise only the time of the next try changes.</summary>
    public bool IsNews => !state.IsCurrent || written.RetryAt is null;

    /// <summary>Null where there is nothing to find.</summary>
    public EmbeddedText? Embedding { get; set; }

    public StoredSummary AsStored(DateOnly date) =>
        IsNews ? new(date, state.Platform, state.WantedHash, written.Text.Content, written.Model, state.Count, written.RetryAt) : state.Stored!;
}

internal sealed record DailyDraft(string Content, string Model, byte[] InputHash, int ActivityCount, bool IsEmpty)
{
    public EmbeddedText? Embedding { get; set; }
}
