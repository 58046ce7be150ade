using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Llm;
using Blackbox.Core.Operations;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Summaries;

/// <summary>
/// Writes, embeds and merges summaries. Texts are made outside a transaction; one short transaction a day then saves them if what they rest on is
/// still so. Every call may be repeated, killed or run twice at once: the rows end the same. One instance serves one caller at a time.
/// </summary>
public sealed class SummaryPipeline(
    BlackboxDb db, SummaryWriter writer, Embedder embedder, PlatformTitles titles, TimeProvider time, IOptions<SummaryOptions> options,
    FailPoints failPoints, ILogger<SummaryPipeline> logger)
{
    /// <summary>Days whose keys are read at once.</summary>
    private const int ChunkDays = 31;

    private const int MaxAttempts = 6;

    /// <summary>
    /// Brings the summaries of the local dates <paramref name="from"/> to <paramref name="to"/> (both inclusive, newest first) up to date. Where nothing
    /// changed, nothing is written and no model is called.
    /// </summary>
    /// <exception cref="TimeZoneNotFoundException">The user's time zone is unknown here.</exception>
    public async Task<SummaryOutcome> SummarizeAsync(
        User user, DateOnly from, DateOnly to, IProgress<SummaryProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = SummaryTelemetry.Source.StartActivity("summaries.range");
        var states = new DayStates(db, user, writer, time);
        var outcome = SummaryOutcome.Nothing;
        for (var last = to.DayNumber; last >= from.DayNumber; last -= ChunkDays)
        {
            var first = Math.Max(from.DayNumber, last - ChunkDays + 1);
            var chunk = await states.LoadAsync(DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(last), cancellationToken);
            foreach (var (date, state) in chunk.OrderByDescending(pair => pair.Key))
            {
                outcome += state.IsCurrent
                    ? new(1, 0, 0)
                    : await WriteDayAsync(user, states, date, DayScope.Changed, cancellationToken);
                progress?.Report(new(outcome.DaysDone, to.DayNumber - from.DayNumber + 1, date, outcome.SummariesWritten));
            }
        }
        activity?.SetTag("summaries.days", outcome.DaysDone);
        activity?.SetTag("summaries.written", outcome.SummariesWritten);
        return outcome;
    }

    /// <summary>Merges one day anew after its note changed. The platforms' summaries stay as they are, and no language model is called.</summary>
    public Task<SummaryOutcome> RefreshDayAsync(User user, DateOnly date, CancellationToken cancellationToken) =>
        WriteDayAsync(user, new DayStates(db, user, writer, time), date, DayScope.MergeOnly, cancellationToken);

    /// <summary>
    /// Asks the language model again for summaries that it could not write when they were due. Where it still cannot, they stay as they are. Costs one
    /// query when nothing is due and nothing when the model is away.
    /// </summary>
    public async Task<SummaryOutcome> RetryDueAsync(CancellationToken cancellationToken)
    {
        if (!await writer.CanAskModelAsync(cancellationToken))
            return SummaryOutcome.Nothing;
        var now = time.GetUtcNow();
        var due = await db.PlatformSummaries.AsNoTracking().Where(s => s.RetryAt <= now)
            .OrderBy(s => s.RetryAt).Take(options.Value.BatchSize)
            .Join(db.Users, summary => summary.UserId, user => user.Id, (summary, user) => new { User = user, summary.Date })
            .ToListAsync(cancellationToken);
        db.ChangeTracker.Clear();
        var outcome = SummaryOutcome.Nothing;
        foreach (var row in due.DistinctBy(row => (row.User.Id, row.Date)))
        {
            if (!await writer.CanAskModelAsync(cancellationToken))
                break;
            outcome += await WriteDayAsync(row.User, new DayStates(db, row.User, writer, time), row.Date, DayScope.ChangedAndDue, cancellationToken);
        }
        return outcome;
    }

    /// <summary>
    /// Brings vectors of another model to the one in force: at most <see cref="SummaryOptions.BatchSize"/> summaries, newest first, each batch saved by
    /// itself. Does nothing while the model is away.
    /// </summary>
    /// <returns>Summaries that were embedded; fewer than the batch size when none are left or the model went away.</returns>
    public Task<int> ReembedAsync(CancellationToken cancellationToken) =>
        new Reembedding(db, embedder, options.Value.BatchSize).ReembedAsync(cancellationToken);

    private async Task<SummaryOutcome> WriteDayAsync(
        User user, DayStates states, DateOnly date, DayScope scope, CancellationToken cancellationToken)
    {
        using var activity = SummaryTelemetry.Source.StartActivity("summaries.day");
        var started = time.GetTimestamp();
        var writtenBefore = new Dictionary<string, WrittenSummary>(StringComparer.Ordinal);
        var calls = 0;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var state = (await states.LoadAsync(date, date, cancellationToken))[date];
            var draft = new DayDraft(state, scope, time.GetUtcNow());
            if (!draft.HasWork)
                return new(1, 0, calls);
            foreach (var platform in draft.ToWrite)
            {
                // Another attempt writes only what changed since the one before.
                var key = platform.Platform + Convert.ToHexString(platform.WantedHash);
                if (!writtenBefore.TryGetValue(key, out var written))
                {
                    var day = await states.ActivitiesAsync(platform, date, options.Value.MaxActivities, cancellationToken);
                    written = await writer.WriteAsync(day, cancellationToken);
                    calls += written.Calls;
                    writtenBefore[key] = written;
                }
                draft.Add(platform, written);
            }
            draft.Merge(titles);
            calls += await EmbedAsync(draft, cancellationToken);
            failPoints.Reach(FailPoints.DayDrafted);
            if (await DaySave.TrySaveAsync(db, user, states, draft, time, cancellationToken))
            {
                failPoints.Reach(FailPoints.DayWritten);
                SummaryTelemetry.DayDuration.Record(time.GetElapsedTime(started).TotalSeconds);
                foreach (var platform in draft.Platforms.Where(p => p.IsNews))
                    SummaryTelemetry.Written.Add(1, new("platform", platform.State.Platform), new("model", platform.Written.Model));
                return new(1, draft.Platforms.Count(p => p.IsNews), calls);
            }
            logger.LogDebug("{Date} changed while it was summarised, attempt {Attempt}", date, attempt);
        }
        logger.LogWarning("{Date} kept changing while it was summarised; the next run takes it up", date);
        return new(1, 0, calls);
    }

    // An empty summary has no meaning to find, so it has no vector.
    private async Task<int> EmbedAsync(DayDraft draft, CancellationToken cancellationToken)
    {
        var platforms = draft.Platforms.Where(p => p.IsNews && p.State.Count > 0).ToList();
        var texts = platforms.Select(p => Markdown.ToPlainText(p.Written.Text.Content)).ToList();
        if (draft.Daily is { IsEmpty: false } daily)
            texts.Add(Markdown.ToPlainText(daily.Content));
        if (texts.Count == 0)
            return 0;
        var reply = await embedder.EmbedAsync(texts, cancellationToken);
        for (var i = 0; i < platforms.Count; i++)
            platforms[i].Embedding = reply.Texts[i];
        if (draft.Daily is { IsEmpty: false } filled)
            filled.Embedding = reply.Texts[^1];
        return reply.Calls;
    }
}
