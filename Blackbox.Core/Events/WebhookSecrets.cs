using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Events;

/// <summary>Signing keys and signatures as the Standard Webhooks specification has them (symmetric, version 1).</summary>
public static class WebhookSecrets
{
    public const string Prefix = "whsec_";
    private const int KeyBytes = 32;

    /// <returns><c>whsec_</c> and 32 random bytes in base64.</returns>
    public static Secret Create() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));

    /// <summary>Value of the header <c>webhook-signature</c>: <c>v1,</c> and the base64 of the HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
    /// <param name="timestamp">Unix time in seconds.</param>
    /// <exception cref="FormatException">It is no secret that <see cref="Create"/> made.</exception>
    public static string Sign(Secret secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var value = secret.Reveal();
        if (!value.StartsWith(Prefix, StringComparison.Ordinal))
            throw new FormatException("The signing secret has no known form.");
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(value[Prefix.Length..]));
        hmac.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }
}
