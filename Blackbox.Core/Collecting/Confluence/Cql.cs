using System.Globalization;
using System.Text;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Writes queries in Confluence's language (CQL). Whatever a value holds, it stays a value.</summary>
internal static class Cql
{
    /// <summary>Dates in a query are in the token owner's time zone, which may be anywhere, and only minutes are told.</summary>
    public static readonly TimeSpan ZoneMargin = TimeSpan.FromHours(26);

    /// <summary>A text in quotes; control characters become spaces.</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(char.IsControl(character) ? ' ' : character);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Pages and blog posts that were modified since an instant, and possibly some from before it; newest first.</summary>
    /// <param name="spaces">Keys; null for all that the token sees.</param>
    public static string Content(IReadOnlyCollection<string>? spaces, DateTimeOffset since) => Modified("type in (page, blogpost)", spaces, since);

    /// <inheritdoc cref="Content"/>
    public static string Comments(IReadOnlyCollection<string>? spaces, DateTimeOffset since) => Modified("type = comment", spaces, since);

    private static string Modified(string type, IReadOnlyCollection<string>? spaces, DateTimeOffset since)
    {
        var where = spaces is null ? "" : $" and space in ({string.Join(", ", spaces.Select(Quote))})";
        var earliest = (since - ZoneMargin).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{type}{where} and lastmodified >= \"{earliest}\" order by lastmodified desc";
    }
}
