using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>
/// Reads a list that may change while it is read: what moves to another page between two requests would be missed. A list of several pages is
/// therefore asked for again until no page changed, which costs no quota where nothing did; changed pages are given again.
/// </summary>
internal sealed class StableList(RestSession session)
{
    private const int MaxPasses = 4;

    /// <summary>False after a list that kept changing: something may have been missed.</summary>
    public bool IsStable { get; private set; } = true;

    /// <param name="isEnough">Whether what comes after a page is not wanted; null to read to the end.</param>
    /// <returns>The pages' arrays, to be read before the next one is asked for. The same item may come more than once.</returns>
    /// <exception cref="ResourceException">The list cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> PagesAsync(
        string path, Func<JsonElement, bool>? isEnough, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new List<UInt128>();
        for (var pass = 1; pass <= MaxPasses; pass++)
        {
            var changed = false;
            var prints = new List<UInt128>();
            string? next = path;
            while (next is not null)
            {
                using var page = await session.GetAsync(next, cancellationToken);
                if (page.Root.ValueKind != JsonValueKind.Array)
                    throw new ResourceException(200, GitHubCodes.Malformed, "GitHub answered with something else than a list.");
                var print = Print(page.Root);
                next = isEnough?.Invoke(page.Root) == true ? null : page.Next;
                if (prints.Count >= known.Count || known[prints.Count] != print)
                {
                    changed = true;
                    yield return page.Root;
                }
                prints.Add(print);
            }
            if (prints.Count == 1 || (pass > 1 && !changed))
                yield break;
            known = prints;
        }
        IsStable = false;
    }

    private static UInt128 Print(JsonElement page) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(JsonMarshal.GetRawUtf8Value(page)));
}
