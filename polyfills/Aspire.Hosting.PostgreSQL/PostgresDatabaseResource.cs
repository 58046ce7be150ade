using System.Globalization;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = postgresParentResource;

    public string DatabaseName { get; } = databaseName;

    public ReferenceExpression ConnectionStringExpression => External is null
        ? ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={DatabaseName}")
        : ReferenceExpression.Create($"{External}");

    /// <summary>A connection string from the configuration: the database is used where it is, and no server is started for it.</summary>
    internal string? External { get; init; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        if (External is not null)
        {
            var parts = new NpgsqlConnectionStringBuilder(External);
            var port = parts.Port.ToString(CultureInfo.InvariantCulture);
            return
            [
                new("Host", ReferenceExpression.Create($"{parts.Host}")),
                new("Port", ReferenceExpression.Create($"{port}")),
                new("Username", ReferenceExpression.Create($"{parts.Username}")),
                new("Password", ReferenceExpression.Create($"{parts.Password}")),
                new("Uri", ReferenceExpression.Create(
                    $"postgresql://{parts.Username:uri}:{parts.Password:uri}@{parts.Host}:{port}/{parts.Database:uri}")),
                new("DatabaseName", ReferenceExpression.Create($"{parts.Database}")),
            ];
        }

        return
        [
            .. ((IResourceWithConnectionString)Parent).GetConnectionProperties().Where(property => property.Key != "Uri"),
            new("Uri", ReferenceExpression.Create($"{Parent.UriExpression}/{DatabaseName:uri}")),
            new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")),
        ];
    }
}
