using System.Buffers;
using System.Text.Json;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>What is sent back.</summary>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body)
{
    public string? Link { get; init; }

    public string? Location { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public TimeSpan? PollInterval { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>Whether the body may be asked for again with its ETag.</summary>
    public bool IsConditional => Status == 200;

    public static Answer Json(Action<Utf8JsonWriter> write, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(buffer, new() { SkipValidation = true }))
            write(writer);
        return new(status, buffer.WrittenMemory);
    }

    public static Answer Problem(int status, string message, string documentation = "https://docs.github.com/rest") => Json(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message", message);
            writer.WriteString("documentation_url", documentation);
            writer.WriteString("status", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        },
        status);

    public static Answer NotFound() => Problem(404, "Not Found");

    public static Answer Invalid(string message) => Problem(422, message);
}
