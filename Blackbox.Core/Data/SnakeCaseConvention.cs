using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Blackbox.Core.Data;

/// <summary>Names columns, keys and indexes as PostgreSQL users expect: <c>identity_id</c>, <c>ix_activities_identity_id</c>.</summary>
internal sealed class SnakeCaseConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            foreach (var property in entity.GetDeclaredProperties())
                property.Builder.HasColumnName(Snake(property.GetColumnName()));
            foreach (var key in entity.GetDeclaredKeys())
                key.Builder.HasName(Snake(key.GetName()!));
            foreach (var foreignKey in entity.GetDeclaredForeignKeys())
                foreignKey.Builder.HasConstraintName(Snake(foreignKey.GetConstraintName()!));
            foreach (var index in entity.GetDeclaredIndexes())
                index.Builder.HasDatabaseName(Snake(index.GetDatabaseName()!));
        }
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
