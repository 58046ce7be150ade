using System.Globalization;

namespace Blackbox.Core.Collecting.Jira.Client;

/// <summary>Values in a request's query, as in <c>/rest/api/2/search?jql=…&amp;startAt=50</c>.</summary>
internal static class QueryText
{
    public static long? Number(string pathAndQuery, string name)
    {
        foreach (var part in Parts(pathAndQuery))
        {
            if (part.StartsWith(name + "=", StringComparison.Ordinal))
                return long.TryParse(part.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        return null;
    }

    /// <summary>With the value instead of the one that is there, if there is one.</summary>
    public static string With(string pathAndQuery, string name, string value)
    {
        var question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? pathAndQuery : pathAndQuery[..question];
        var others = Parts(pathAndQuery).Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal));
        return $"{path}?{string.Join('&', others.Append($"{name}={Uri.EscapeDataString(value)}"))}";
    }

    private static string[] Parts(string pathAndQuery)
    {
        var question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? [] : pathAndQuery[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
    }
}
