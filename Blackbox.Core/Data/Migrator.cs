using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>Brings the schema up to date. Any number of processes may do so at once: one does, and the others find it done.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(this BlackboxDb db, ILogger logger, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // EF Core's own lock ends with each migration's transaction, and what is pending was read before it.
            await using var turn = await SessionLock.AcquireAsync((NpgsqlConnection)db.Database.GetDbConnection(), "migrate", cancellationToken);
            await ApplyAsync(db, logger, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        await db.ReloadTypesAsync(cancellationToken);
    }

    private static async Task ApplyAsync(BlackboxDb db, ILogger logger, CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            logger.LogInformation("Applying {Count} migrations: {Migrations}", pending.Count, pending);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>Lets this process know the types of extensions that were installed after its first connection, by whomever.</summary>
    internal static async Task ReloadTypesAsync(this BlackboxDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await ((NpgsqlConnection)db.Database.GetDbConnection()).ReloadTypesAsync(cancellationToken);
        await db.Database.CloseConnectionAsync();
    }
}
