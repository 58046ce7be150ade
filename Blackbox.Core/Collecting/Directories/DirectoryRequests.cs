using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Collecting.Directories;

/// <summary>Asks for people to be listed. It stands in the database until a worker has done it, so that none that dies forgets it.</summary>
public static class DirectoryRequests
{
    /// <summary>Asks for one connection's people, and wakes the workers.</summary>
    public static Task RequestDirectoryAsync(this BlackboxDb db, Guid connectionId, TimeProvider time, CancellationToken cancellationToken) =>
        RequestAsync(db, db.Connections.Where(connection => connection.Id == connectionId), time, cancellationToken);

    /// <summary>Asks for the people of every connection of some platforms that does not wait for a person to give another secret.</summary>
    public static Task RequestDirectoriesAsync(
        this BlackboxDb db, IReadOnlyCollection<string> platforms, TimeProvider time, CancellationToken cancellationToken) =>
        RequestAsync(db, db.Connections.Where(connection => platforms.Contains(connection.Platform) && connection.Status != ConnectionStatus.NeedsAuth),
            time, cancellationToken);

    private static async Task RequestAsync(BlackboxDb db, IQueryable<Connection> connections, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await connections.ExecuteUpdateAsync(update => update.SetProperty(connection => connection.DirectoryRequestedAt, now), cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({RunRequests.Channel}, '')", cancellationToken);
    }
}
