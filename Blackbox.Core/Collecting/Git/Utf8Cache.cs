using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Decodes short texts that come again and again, as authors' names, to the same string.</summary>
internal sealed class Utf8Cache
{
    private const int Slots = 1024;
    private const int MaxLength = 256;

    private readonly (byte[] Bytes, string Text)[] _slots = new (byte[], string)[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxLength)
            return Encoding.UTF8.GetString(utf8);
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % Slots];
        if (slot.Bytes is null || !utf8.SequenceEqual(slot.Bytes))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
