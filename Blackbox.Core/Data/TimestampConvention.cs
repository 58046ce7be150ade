using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Blackbox.Core.Data;

/// <summary>Every table's <c>created_at</c> and <c>updated_at</c> are set by the database: a default, and the trigger of the first migration.</summary>
internal sealed class TimestampConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            foreach (var name in (string[])["CreatedAt", "UpdatedAt"])
            {
                if (entity.FindDeclaredProperty(name) is not { } property)
                    throw new InvalidOperationException($"{entity.DisplayName()} has no {name}.");
                property.Builder.HasDefaultValueSql("now()");
                property.SetValueGenerated(name == "CreatedAt" ? ValueGenerated.OnAdd : ValueGenerated.OnAddOrUpdate);
            }
        }
    }
}
