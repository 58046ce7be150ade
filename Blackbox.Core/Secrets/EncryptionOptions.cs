using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Secrets;

/// <summary>What secrets are encrypted with at rest; section <c>Encryption</c>. Every service of an installation has the same.</summary>
public sealed class EncryptionOptions
{
    public const string Section = "Encryption";
    public const int MinKeyLength = 32;

    /// <summary>At least 32 characters that nobody can guess. Whoever loses it must enter every secret again.</summary>
    public string? Key { get; set; }

    /// <summary>Text that separates the keys of several programs that share one key; secrets open only with the one that they were written with.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Pepper { get; set; } = "";
}
