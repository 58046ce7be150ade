using System.Text.Json.Serialization;

namespace CommunityToolkit.Aspire.OllamaSharp;

/// <summary>Read from <c>Aspire:OllamaSharp</c>, then from the connection string <c>Endpoint=http://…;Model=…</c>.</summary>
public sealed class OllamaSharpSettings
{
    public Uri? Endpoint { get; set; }

    public string? SelectedModel { get; set; }

    public IReadOnlyList<string> Models { get; set; } = [];

    public bool DisableHealthChecks { get; set; }

    /// <summary>In milliseconds.</summary>
    public int? HealthCheckTimeout { get; set; }

    public bool DisableTracing { get; set; }

    public JsonSerializerContext? JsonSerializerContext { get; set; }
}
