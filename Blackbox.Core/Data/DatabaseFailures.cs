using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Data;

public static class DatabaseFailures
{
    // admin_shutdown, crash_shutdown, cannot_connect_now and their like.
    private const string OperatorIntervention = "57P";

    /// <summary>Whether the database is away or ended the session, so that the same may succeed later. EF Core wraps such failures in its own.</summary>
    public static bool IsDatabaseAway(this Exception exception) => exception switch
    {
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException } => true,
        PostgresException postgres => postgres.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal),
        InvalidOperationException or DbUpdateException => exception.InnerException?.IsDatabaseAway() == true,
        _ => false,
    };
}
