using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>Brings the schema up to date. Any number of processes may do so at once: EF Core takes a lock in the database.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(this BlackboxDb db, ILogger logger, CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            logger.LogInformation("Applying {Count} migrations: {Migrations}", pending.Count, pending);
            await db.Database.MigrateAsync(cancellationToken);
        }
        await db.ReloadTypesAsync(cancellationToken);
    }

    /// <summary>Lets this process know the types of extensions that were installed after its first connection, by whomever.</summary>
    internal static async Task ReloadTypesAsync(this BlackboxDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await ((NpgsqlConnection)db.Database.GetDbConnection()).ReloadTypesAsync(cancellationToken);
        await db.Database.CloseConnectionAsync();
    }
}
