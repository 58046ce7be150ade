using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Summaries;

/// <summary>Reads and writes notes, for the endpoints and for the page's form alike.</summary>
internal sealed class NoteBook(BlackboxDb db)
{
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
        else if (known is not null)
            await db.Notes.Where(n => n.Id == known.Id).ExecuteUpdateAsync(set => set.SetProperty(n => n.Content, text), cancellationToken);
        else
        {
            db.Notes.Add(new Note { UserId = user.Id, Date = date, Content = text });
            await db.SaveChangesAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return (await FindAsync(user, date, cancellationToken), false);
    }
}
