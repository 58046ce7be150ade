using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Slack;

/// <summary>How Slack says no: <c>{"ok": false, "error": "channel_not_found"}</c>, with 200.</summary>
internal static class Errors
{
    public static Answer Of(string error, string? detail = null) => Answer.Json(writer =>
    {
        writer.WriteStartObject();
        writer.Flag("ok", false);
        writer.Text("error", error);
        if (detail is not null)
            writer.Text("detail", detail);
        writer.WriteEndObject();
    });

    public static Answer MissingScope(string needed, IEnumerable<string> provided) => Answer.Json(writer =>
    {
        writer.WriteStartObject();
        writer.Flag("ok", false);
        writer.Text("error", "missing_scope");
        writer.Text("needed", needed);
        writer.Text("provided", string.Join(',', provided));
        writer.WriteEndObject();
    });
}
