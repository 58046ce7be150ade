using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Pgvector.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

public static class VectorDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Lets a context have <see cref="Pgvector.Vector"/> properties. A data source that is given to <c>UseNpgsql</c> from outside
    /// needs its own <c>UseVector</c>; one that EF makes gets it from here.
    /// </summary>
    public static NpgsqlDbContextOptionsBuilder UseVector(this NpgsqlDbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        var options = ((IRelationalDbContextOptionsBuilderInfrastructure)optionsBuilder).OptionsBuilder;
        var extension = options.Options.FindExtension<VectorDbContextOptionsExtension>() ?? new VectorDbContextOptionsExtension();
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(extension);
        return optionsBuilder;
    }
}
