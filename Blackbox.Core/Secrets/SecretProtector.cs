using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Secrets;

/// <summary>Encrypts secrets for the database and opens them again. Any thread may use it.</summary>
public sealed class SecretProtector(IOptions<EncryptionOptions> options)
{
    /// <summary>Characters of a secret at most; the longest tokens and private keys have some thousands.</summary>
    public const int MaxLength = 64 * 1024;

    private const string Foreign =
        "A stored secret cannot be opened: it was encrypted with another Encryption:Key or Encryption:Pepper, or changed since. "
        + "Set the key that it was encrypted with, or enter the secret again.";

    private const string Unknown = "A stored secret cannot be opened: it is not in a format that this version knows. Enter the secret again.";

    /// <returns>Printable ASCII, another one at each call; about 4/3 of the secret's bytes and 60 more.</returns>
    /// <exception cref="ArgumentException">The secret is too long or no text.</exception>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string Protect(Secret secret)
    {
        var plaintext = secret.Reveal();
        if (plaintext.Length > MaxLength)
            throw new ArgumentException($"A secret has at most {MaxLength} characters.", nameof(secret));
        var salt = RandomNumberGenerator.GetBytes(SecretCipher.SaltLength);
        var nonce = RandomNumberGenerator.GetBytes(SecretCipher.NonceLength);
        try
        {
            return SecretCipher.Seal(Key, options.Value.Pepper, plaintext, salt, nonce);
        }
        catch (EncoderFallbackException)
        {
            // Without the cause: it names characters of the secret.
            throw new ArgumentException("The secret is not valid Unicode text.", nameof(secret));
        }
    }

    /// <exception cref="SecretProtectionException">It is no secret that was protected here, or was changed.</exception>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public Secret Unprotect(string protectedText)
    {
        ArgumentNullException.ThrowIfNull(protectedText);
        var key = Key;
        try
        {
            return protectedText.Contains(SecretCipher.FormatMark)
                ? throw new SecretProtectionException(Unknown)
                : new(SecretCipher.Open(key, options.Value.Pepper, protectedText));
        }
        catch (FormatException)
        {
            throw new SecretProtectionException(Unknown);
        }
        catch (Exception exception) when (exception is AuthenticationTagMismatchException or DecoderFallbackException)
        {
            throw new SecretProtectionException(Foreign);
        }
    }

    private string Key => options.Value.Key is { Length: > 0 } key ? key : throw new InvalidOperationException(EncryptionCheck.Missing);
}
