using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OllamaSharp.Models;

/// <summary>A model that the server has on its disk.</summary>
public class Model
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>In bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; set; }

    [JsonPropertyName("digest")]
    public string Digest { get; set; } = "";
}

[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Made by the JSON serializer.")]
internal sealed record ModelList([property: JsonPropertyName("models")] Model[]? Models);
