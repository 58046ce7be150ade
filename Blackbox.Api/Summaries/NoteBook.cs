using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Summaries;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Api.Summaries;

/// <summary>Reads and writes notes, for the endpoints and for the page's form alike.</summary>
internal sealed class NoteBook(BlackboxDb db, SummaryPipeline summaries, TimeProvider time, ILogger<NoteBook> logger)
{
    /// <summary>How long saving waits for the day's log; a worker takes over then.</summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(10);

    public async Task<NoteView?> FindAsync(CurrentUser user, DateOnly date, CancellationToken cancellationToken) =>
        await db.Notes.AsNoTracking().Where(n => n.UserId == user.Id && n.Date == date)
            .Select(n => new NoteView(n.Date, n.Content, n.UpdatedAt)).SingleOrDefaultAsync(cancellationToken);

    /// <param name="ifMatch">ETag that the note must still have, <c>*</c> for any; null to overwrite whatever is there.</param>
    /// <returns>The note as it is now, null when it was removed; <c>Changed</c> when the ETag no longer holds and nothing was written.</returns>
    public async Task<(NoteView? Note, bool Changed)> WriteAsync(
        CurrentUser user, DateOnly date, string content, string? ifMatch, CancellationToken cancellationToken)
    {
        var text = Texts.Storable(content.ReplaceLineEndings("\n")).TrimEnd();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The row is locked, so that a condition that holds here still holds when the row is written.
        var known = await db.Notes.FromSql($"SELECT * FROM notes WHERE user_id = {user.Id} AND date = {date} FOR UPDATE")
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (ifMatch is not null && (known is null || (ifMatch != "*" && ifMatch != NoteView.ETagOf(known.UpdatedAt))))
            return (null, true);

        if (text.Length == 0)
            await db.Notes.Where(n => n.UserId == user.Id && n.Date == date).ExecuteDeleteAsync(cancellationToken);
        else
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO notes (id, user_id, date, content) VALUES ({Guid.CreateVersion7(time.GetUtcNow())}, {user.Id}, {date}, {text})
                ON CONFLICT (user_id, date) DO UPDATE SET content = EXCLUDED.content
                """, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await RefreshDayAsync(user, date);
        return (await FindAsync(user, date, cancellationToken), false);
    }

    // The note is kept, so its day is made anew even when whoever saved it is gone by now.
    private async Task RefreshDayAsync(CurrentUser user, DateOnly date)
    {
        using var timeout = new CancellationTokenSource(RefreshTimeout);
        try
        {
            await summaries.RefreshDayAsync(await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Id, timeout.Token), date, timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException or DbUpdateException)
        {
            logger.LogWarning(exception, "The log of {Date} could not be made anew with its note; a run does it", date);
            await db.RequestRunAsync(user.Id, RunTrigger.Manual, date, date, cancellationToken: CancellationToken.None);
        }
    }
}
