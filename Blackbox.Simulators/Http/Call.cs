using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Blackbox.Simulators.Http;

/// <summary>A request that is understood: who asks, for what, and with which parameters.</summary>
/// <param name="Token">Name of the token.</param>
/// <param name="Address">Scheme, host and the platform's prefix, without a slash at the end: what addresses in a payload begin with.</param>
/// <param name="Now">The time of the simulation.</param>
internal record Call(
    string Token, IReadOnlyDictionary<string, string> Route, IReadOnlyDictionary<string, StringValues> Query, string Address, string Path,
    DateTimeOffset Now)
{
    /// <summary>Null if it is missing or empty.</summary>
    public string? Parameter(string name) => Query.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : null;

    /// <summary>A number of at least <paramref name="least"/> and at most <paramref name="most"/>; what is no number is <paramref name="otherwise"/>.</summary>
    public int Number(string name, int otherwise, int most = int.MaxValue, int least = 0) =>
        int.TryParse(Parameter(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least ? Math.Min(value, most) : otherwise;
}
