using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>Lists in pages, with links to the others.</summary>
internal static class Pages
{
    public static Answer Page<T>(this GitHubCall call, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) =>
        call.Page(items.Count, (skip, take) => Slice(items, skip, take), write);

    public static Answer Page<T>(this GitHubCall call, int count, Func<int, int, IEnumerable<T>> slice, Action<Utf8JsonWriter, T> write)
    {
        var answer = Answer.Json(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in slice(call.Skip(), call.PerPage))
                write(writer, item);
            writer.WriteEndArray();
        });
        return answer with { Link = call.Links(count) };
    }

    public static int Skip(this GitHubCall call) => (int)Math.Min((call.Page - 1L) * call.PerPage, int.MaxValue);

    /// <summary>Rows of a list from one on: nothing beyond its end.</summary>
    public static IEnumerable<T> Slice<T>(IReadOnlyList<T> items, int skip, int take)
    {
        for (var i = skip; i < Math.Min(items.Count, (long)skip + take); i++)
            yield return items[i];
    }

    /// <summary>
    /// <c>&lt;https://…?page=1&gt;; rel="prev", &lt;https://…?page=3&gt;; rel="next", …</c>; null when there is one page only.
    /// </summary>
    public static string? Links(this GitHubCall call, int count, int? perPage = null)
    {
        var last = Math.Max(1, (count + (perPage ?? call.PerPage) - 1) / (perPage ?? call.PerPage));
        var links = new List<string>();
        if (call.Page > 1)
            links.Add(Link("prev", Math.Min(call.Page - 1, last)));
        if (call.Page < last)
        {
            links.Add(Link("next", call.Page + 1));
            links.Add(Link("last", last));
        }
        if (call.Page > 1)
            links.Add(Link("first", 1));
        return links.Count == 0 ? null : string.Join(", ", links);

        string Link(string rel, int page)
        {
            var parameters = call.Query
                .Where(parameter => parameter.Key != "page")
                .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value.ToString())}")
                .Append("page=" + page.ToString(CultureInfo.InvariantCulture));
            return $"<{call.Url}?{string.Join('&', parameters)}>; rel=\"{rel}\"";
        }
    }
}
