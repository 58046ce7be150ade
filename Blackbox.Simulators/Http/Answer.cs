using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Blackbox.Simulators.Http;

/// <summary>What is sent back.</summary>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body)
{
    public string? Link { get; init; }

    public string? Location { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Headers that only this platform has.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

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

    /// <summary>Status and headers; the body is <see cref="FaultEffects"/>'.</summary>
    public void WriteHeaders(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Link is not null)
            response.Headers.Link = Link;
        if (Location is not null)
            response.Headers.Location = Location;
        if (LastModified is { } modified)
            response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
    }
}
