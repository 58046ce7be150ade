using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Blackbox.Core.Secrets;

/// <summary>
/// A credential on its way through the program. Whatever prints, logs or serialises it gets <see cref="Mask"/>; only <see cref="Reveal"/> gives the
/// value. A request may carry one as a JSON string.
/// </summary>
[DebuggerDisplay(Mask)]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret
{
    public const string Mask = "***";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The value itself: for the request that needs it, and for nothing that is kept.</summary>
    public string Reveal() => _value;

    public override string ToString() => Mask;
}
