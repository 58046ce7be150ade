using System.Text.Json;
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
        value => ToWord(value), word => FromWord(word)) where TEnum : struct, Enum
    {
        private static readonly Dictionary<TEnum, string> Words =
            Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        private static readonly Dictionary<string, TEnum> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key);

        private static string ToWord(TEnum value) => Words[value];
        private static TEnum FromWord(string word) => Values[word];
    }
}
