using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Collecting.Directories.Matching;

public static class MatchingQueries
{
    /// <summary>Users that are proposed at most.</summary>
    private const int MaxUsers = 5_000;

    private const int MaxAccounts = 50_000;

    /// <summary>All users, or one, ready to be compared with accounts.</summary>
    /// <param name="onlyUserId">Null for everyone.</param>
    public static async Task<CandidateMatching> LoadMatchingAsync(this BlackboxDb db, Guid? onlyUserId, CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking().Where(user => onlyUserId == null || user.Id == onlyUserId)
            .OrderBy(user => user.Id).Take(MaxUsers).Select(user => new { user.Id, user.Name, user.Email }).ToListAsync(cancellationToken);
        // Who is only in somebody's record because a connection records everyone is not that somebody.
        var accounts = (await (
            from identity in db.Identities.AsNoTracking()
            join connection in db.Connections on identity.ConnectionId equals connection.Id
            where identity.UserId != null && identity.AssignedBy != IdentityAssignment.Scope && (onlyUserId == null || identity.UserId == onlyUserId)
            orderby identity.Id
            select new { identity, connection.Platform }).Take(MaxAccounts).ToListAsync(cancellationToken)).ToLookup(row => row.identity.UserId);
        return new(users.Select(user => new MatchedUser(
            user.Id, user.Name, user.Email, [.. accounts[user.Id].Select(row => MatchedAccount.Of(row.identity, row.Platform)).Distinct()])));
    }
}
