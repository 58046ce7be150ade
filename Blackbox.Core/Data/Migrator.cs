using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Blackbox.Core.Data;

/// <summary>Brings the schema up to date. Any number of processes may do so at once: EF Core takes a lock in the database.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(this BlackboxDb db, ILogger logger, CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
            return;
        logger.LogInformation("Applying {Count} migrations: {Migrations}", pending.Count, pending);
        await db.Database.MigrateAsync(cancellationToken);
    }
}
