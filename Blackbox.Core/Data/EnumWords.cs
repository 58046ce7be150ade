using System.Text.Json;

namespace Blackbox.Core.Data;

/// <summary>Enums as the database and the Api spell them: <c>needs_auth</c>.</summary>
public static class EnumWords
{
    public static string ToWord<TEnum>(TEnum value) where TEnum : struct, Enum => Cache<TEnum>.Words[value];

    /// <exception cref="KeyNotFoundException">No value is spelled so.</exception>
    public static TEnum FromWord<TEnum>(string word) where TEnum : struct, Enum => Cache<TEnum>.Values[word];

    private static class Cache<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Words =
            Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, TEnum> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
