namespace Blackbox.Api;

internal static class LikePattern
{
    /// <summary>For <c>ILIKE</c>: texts that have this one in them, whatever it holds.</summary>
    public static string Containing(string text) => $"%{text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
