using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Blackbox.Simulators.Http;

/// <summary>The weak ETag of an answer, over its body and its links.</summary>
internal static class EntityTag
{
    // Odd, and without a pattern (the golden ratio and the square root of two).
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0x6A09E667F3BCC909;

    /// <summary>
    /// A fast hash and not a safe one: pages of pull requests have more than a megabyte, and nobody here forges an answer.
    /// </summary>
    public static string Of(Answer answer)
    {
        var (one, two) = (First, Second);
        Add(answer.Body.Span, ref one, ref two);
        Add(MemoryMarshal.AsBytes((answer.Link ?? "").AsSpan()), ref one, ref two);
        return string.Create(CultureInfo.InvariantCulture, $"W/\"{one:x16}{two:x16}\"");
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref ulong one, ref ulong two)
    {
        foreach (var block in MemoryMarshal.Cast<byte, ulong>(bytes))
            Mix(block, ref one, ref two);
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            Mix(rest, ref one, ref two);
        Mix((ulong)bytes.Length, ref one, ref two);
    }

    private static void Mix(ulong block, ref ulong one, ref ulong two)
    {
        one = BitOperations.RotateLeft((one ^ block) * First, 29);
        two = BitOperations.RotateLeft((two + block) * Second, 31);
    }
}
