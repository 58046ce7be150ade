using System.Collections.Frozen;

namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>Confluence's own emoticons as characters.</summary>
internal static class Emoticons
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["smile"] = "🙂",
        ["sad"] = "🙁",
        ["cheeky"] = "😛",
        ["laugh"] = "😃",
        ["wink"] = "😉",
        ["thumbs-up"] = "👍",
        ["thumbs-down"] = "👎",
        ["information"] = "ℹ",
        ["tick"] = "✔",
        ["cross"] = "✖",
        ["warning"] = "⚠",
        ["plus"] = "➕",
        ["minus"] = "➖",
        ["question"] = "❓",
        ["light-on"] = "💡",
        ["light-off"] = "💡",
        ["yellow-star"] = "⭐",
        ["red-star"] = "⭐",
        ["green-star"] = "⭐",
        ["blue-star"] = "⭐",
        ["heart"] = "❤",
        ["broken-heart"] = "💔",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="name">As <c>tick</c>; of an emoji that is none of these <c>blue-star</c>.</param>
    /// <param name="fallback">The emoji itself, or its name between colons, where Confluence gives it.</param>
    public static string Text(string? name, string? shortName, string? fallback)
    {
        if (fallback is { Length: > 0 } && fallback[0] != ':')
            return fallback;
        if (name is not null && (name != "blue-star" || shortName is null) && Known.TryGetValue(name, out var known))
            return known;
        return fallback is { Length: > 0 } ? fallback : shortName is { Length: > 0 } ? shortName : name is { Length: > 0 } ? $":{name}:" : "";
    }
}
