using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Blackbox.Core.Data;

/// <summary>Enums are stored as words, as <c>needs_auth</c>.</summary>
internal sealed class EnumConvention : IModelFinalizingConvention
{
    private const int MaxLength = 32;

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var property in modelBuilder.Metadata.GetEntityTypes().SelectMany(entity => entity.GetDeclaredProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (!type.IsEnum)
                continue;
            property.Builder.HasConverter(typeof(Converter<>).MakeGenericType(type));
            property.Builder.HasMaxLength(MaxLength);
        }
    }

    private sealed class Converter<TEnum>() : ValueConverter<TEnum, string>(
        value => EnumWords.ToWord(value), word => EnumWords.FromWord<TEnum>(word)) where TEnum : struct, Enum;
}
