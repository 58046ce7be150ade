using System.Globalization;
using System.Text;
using System.Text.Json;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Slack;

/// <summary>Where the next page begins, as Slack writes it: Base64 of <c>next_ts:1774947600000100</c> or <c>user:U07K3M2P9QX</c>.</summary>
internal static class Cursor
{
    private const int MostInList = 1_000;

    public static string Of(string kind, string next) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{next}"));

    /// <summary>False for what no answer had in it.</summary>
    public static bool TryRead(string cursor, string kind, out string next)
    {
        next = "";
        var bytes = new byte[cursor.Length];
        if (!Convert.TryFromBase64String(cursor, bytes, out var length))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        if (!text.StartsWith(kind + ":", StringComparison.Ordinal))
            return false;
        next = text[(kind.Length + 1)..];
        return true;
    }

    /// <summary>Null for a limit that Slack refuses.</summary>
    public static int? LimitOf(Call call, int otherwise, int most) =>
        call.Parameter("limit") is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit : null;

    /// <summary>A page of a list of things with ids.</summary>
    public static Answer Page<T>(
        Call call, string name, string kind, IReadOnlyList<T> items, Func<T, string> idOf, int otherwise,
        Action<Utf8JsonWriter, T> write, Action<Utf8JsonWriter>? more = null)
    {
        if (LimitOf(call, otherwise, MostInList) is not { } limit)
            return Errors.Of("invalid_limit");
        var first = 0;
        if (call.Parameter("cursor") is { } cursor)
        {
            if (!TryRead(cursor, kind, out var next))
                return Errors.Of("invalid_cursor");
            first = items.TakeWhile(item => idOf(item) != next).Count();
            if (first == items.Count)
                return Errors.Of("invalid_cursor");
        }
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Flag("ok", true);
            writer.List(name, items.Skip(first).Take(limit), item => write(writer, item));
            more?.Invoke(writer);
            writer.Object("response_metadata", () =>
                writer.Text("next_cursor", first + limit < items.Count ? Of(kind, idOf(items[first + limit])) : ""));
            writer.WriteEndObject();
        });
    }
}
