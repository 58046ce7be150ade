using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Blackbox.Core.Data;

/// <summary>
/// UUIDs of version 7 (RFC 9562, section 6.2, method 1) that are strictly increasing in the order in which they are made, so that rows of
/// one batch keep their order and indexes grow at their end. Not safe for concurrent use.
/// </summary>
public sealed class SequentialIds(TimeProvider time)
{
    private const int CounterBits = 12;
    private long _milliseconds;
    private int _counter;

    public Guid Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now > _milliseconds)
            (_milliseconds, _counter) = (now, 0);
        else if (++_counter == 1 << CounterBits)
            (_milliseconds, _counter) = (_milliseconds + 1, 0);

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, _milliseconds << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | _counter));
        RandomNumberGenerator.Fill(bytes[8..]);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
