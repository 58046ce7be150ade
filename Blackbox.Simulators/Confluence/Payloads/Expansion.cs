using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence.Payloads;

/// <summary>What of a content is wanted: what is not, is only named under <c>_expandable</c>.</summary>
internal sealed class Expansion
{
    public const string Body = "body.storage";

    private static readonly string[] Known =
        ["version", "space", "history", "history.lastUpdated", "ancestors", "container", "body", Body];

    public static Expansion None { get; } = new([]);

    private readonly HashSet<string> _wanted;

    private Expansion(IEnumerable<string> wanted) => _wanted = [.. wanted];

    /// <param name="otherwise">What is expanded if nothing is asked for.</param>
    /// <exception cref="UnknownRequestException">The simulator does not know it.</exception>
    public static Expansion Of(Call call, params IEnumerable<string> otherwise)
    {
        if (call.Parameter("expand") is not { } text)
            return new(otherwise);
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown ? throw new UnknownRequestException($"expand {unknown}") : new(names);
    }

    public bool Has(string name) => _wanted.Contains(name) || _wanted.Any(one => one.StartsWith(name + ".", StringComparison.Ordinal));
}
