using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Core.Summaries;

/// <summary>SHA-256 over a sequence of values, each with its length, so that no two sequences run together.</summary>
internal sealed class InputHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public InputHash Add(ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
        _hash.AppendData(length);
        _hash.AppendData(value);
        return this;
    }

    public InputHash Add(string value) => Add(Encoding.UTF8.GetBytes(value));

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
