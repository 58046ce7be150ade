using System.Text.Json;
using Blackbox.Simulators.Confluence.Payloads;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence.Endpoints;

/// <summary>Lists in pages: <c>{"results": […], "start": 0, "limit": 25, "size": 25, "_links": {"next": "/rest/api/…"}}</c>.</summary>
internal static class Listing
{
    /// <param name="path">Of the list, without the context path.</param>
    /// <param name="mostByDefault">The limit unless one is asked for.</param>
    /// <param name="most">What a limit is cut to.</param>
    public static Answer Page<T>(
        this WikiPayload payload, Call call, string path, IReadOnlyList<T> items, int mostByDefault, int most, Action<Utf8JsonWriter, T> write)
    {
        var (start, limit) = (call.Number("start", 0), call.Number("limit", mostByDefault, most, least: 1));
        var page = items.Skip(start).Take(limit).ToList();
        var next = start + limit < items.Count ? Link(call, path, ("limit", limit), ("start", start + limit)) : null;
        return payload.Page(page, start, limit, path, next, write);
    }

    public static Answer Page<T>(
        this WikiPayload payload, IReadOnlyList<T> page, int start, int limit, string path, string? next, Action<Utf8JsonWriter, T> write,
        Action<Utf8JsonWriter>? more = null) => Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.List("results", page, item => write(writer, item));
            writer.Number("start", start);
            writer.Number("limit", limit);
            writer.Number("size", page.Count);
            more?.Invoke(writer);
            writer.Object("_links", () =>
            {
                writer.Text("base", payload.Site);
                writer.Text("context", payload.Context);
                if (next is not null)
                    writer.Text("next", next);
                writer.Text("self", payload.Site + path);
            });
            writer.WriteEndObject();
        });

    /// <summary>The same request with other parameters.</summary>
    public static string Link(Call call, string path, params (string Name, object Value)[] changed)
    {
        var parameters = call.Query
            .Where(parameter => parameter.Key is not "start" and not "cursor" && !changed.Any(one => one.Name == parameter.Key))
            .Select(parameter => (parameter.Key, Value: (object)parameter.Value.ToString()))
            .Concat(changed)
            .Select(parameter => FormattableString.Invariant($"{parameter.Item1}={Uri.EscapeDataString(FormattableString.Invariant($"{parameter.Item2}"))}"));
        return $"{path}?{string.Join('&', parameters)}";
    }
}
