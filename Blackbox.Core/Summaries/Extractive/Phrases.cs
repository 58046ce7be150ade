using System.Globalization;

namespace Blackbox.Core.Summaries.Extractive;

/// <summary>Small pieces of English that the forms share; the same in every culture.</summary>
internal static class Phrases
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(int count, string singular, string? plural = null) =>
        $"{Number(count)} {(count == 1 ? singular : plural ?? singular + "s")}";

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>, and past <paramref name="max"/> items <c>a, b and 5 more</c>.</summary>
    public static string List(IReadOnlyList<string> items, int max = int.MaxValue, string more = "more")
    {
        if (items.Count > max)
            return $"{string.Join(", ", items.Take(max))} and {Number(items.Count - max)} {more}";
        return items.Count switch
        {
            0 => "",
            1 => items[0],
            _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
        };
    }

    public static string Lines(long added, long deleted) => $"+{Number(added)} −{Number(deleted)}";
}
