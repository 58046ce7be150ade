using System.Buffers.Text;
using System.Text.Json;
using Blackbox.Core.Secrets;

namespace Blackbox.Tests.Secrets;

/// <summary>The format of secrets at rest, against values that an independent implementation made.</summary>
public sealed class SecretCipherTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Vector_opens_and_is_sealed_to_the_same_bytes(int index)
    {
        var vector = Vectors()[index];
        var data = Base64Url.DecodeFromChars(vector.Encrypted);

        Assert.Equal(vector.Plaintext, SecretCipher.Open(vector.Key, vector.Pepper, vector.Encrypted));
        Assert.Equal(vector.Encrypted, SecretCipher.Seal(vector.Key, vector.Pepper, vector.Plaintext, data.AsSpan(0, 16), data.AsSpan(16, 12)));
    }

    [Fact]
    public void Every_vector_of_the_file_is_tested() => Assert.Equal(4, Vectors().Length);

    [Fact]
    public void Padding_may_be_left_out()
    {
        var vector = Vectors()[0];
        Assert.EndsWith("=", vector.Encrypted, StringComparison.Ordinal);
        Assert.Equal(vector.Plaintext, SecretCipher.Open(vector.Key, vector.Pepper, vector.Encrypted.TrimEnd('=')));
    }

    private static Vector[] Vectors()
    {
        using var file = typeof(SecretCipherTests).Assembly.GetManifestResourceStream("Blackbox.Tests.Secrets.encryption.json")!;
        return JsonDocument.Parse(file).RootElement.GetProperty("vectors").Deserialize<Vector[]>(JsonSerializerOptions.Web)!;
    }

    private sealed record Vector(string Key, string Pepper, string Plaintext, string Encrypted);
}
