using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>Whether the database has the schema that this program was built for; once it has, that is remembered.</summary>
public sealed class SchemaGate(IServiceScopeFactory scopes, ILogger<SchemaGate> logger)
{
    private volatile bool _current;

    /// <returns>True when every migration of this program is applied; false as long as one is missing or the database does not answer.</returns>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        if (_current)
            return true;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                return false;
            await db.ReloadTypesAsync(cancellationToken);
            _current = true;
        }
        catch (NpgsqlException exception)
        {
            logger.LogDebug(exception, "The schema cannot be read yet");
        }
        return _current;
    }
}
