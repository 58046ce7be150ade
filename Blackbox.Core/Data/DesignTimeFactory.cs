using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>For <c>dotnet ef migrations add</c>, which never connects.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<BlackboxDb>
{
    public BlackboxDb CreateDbContext(string[] args)
    {
        var dataSource = new NpgsqlDataSourceBuilder("Host=localhost");
        dataSource.UseVector();
        var options = new DbContextOptionsBuilder<BlackboxDb>();
        options.UseBlackbox(dataSource.Build());
        return new BlackboxDb(options.Options);
    }
}
