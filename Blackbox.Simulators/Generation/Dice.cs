using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Simulators.Generation;

/// <summary>
/// Chance that is the same on every machine and in every version of .NET (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed for a part of something, from the seed of the whole: parts do not depend on each other's order.</summary>
    public static ulong Seed(ulong whole, string part)
    {
        // FNV-1a, https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
        var hash = 14695981039346656037 ^ whole;
        foreach (var c in part)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    /// <summary>A sha of Git's form.</summary>
    public static string Sha(ulong seed, string what) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed:x}/{what}")))[..40];

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + (int)(Next() % (ulong)(to - from + 1));

    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1ul << 53)) < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    public TimeSpan Minutes(int from, int to) => TimeSpan.FromSeconds(Between(from * 60, to * 60));
}
