using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blackbox.Core.Secrets;

/// <summary>Reads a secret from a JSON string and never writes one.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("A secret is a JSON string.");
        var value = reader.GetString()!;
        // What this program wrote and a client sent back is not the secret; kept, it would replace the real one.
        return value == Secret.Mask ? throw new JsonException($"'{Secret.Mask}' stands for a secret and is none.") : new(value);
    }

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Secret.Mask);
}
