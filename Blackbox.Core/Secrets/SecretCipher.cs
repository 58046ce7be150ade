using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Core.Secrets;

/// <summary>
/// The format of a secret at rest: URL-safe Base64 of salt(16) nonce(12) tag(16) ciphertext. AES-256-GCM without associated data; its key is
/// HKDF-SHA256 (RFC 5869) of the installation's key with the salt, and the pepper as info. Each text has a salt of its own, and so a key of its own.
/// </summary>
/// <remarks>Another format that ever follows begins with a word and a dot, as <c>k2.</c>: a dot is no character of this one.</remarks>
internal static class SecretCipher
{
    public const int SaltLength = 16;
    public const int NonceLength = 12;
    public const char FormatMark = '.';

    private const int TagLength = 16;
    private const int KeyLength = 32;
    private const int HeaderLength = SaltLength + NonceLength + TagLength;

    // Strict: a character that cannot be encoded must not become another one unseen.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Seal(string key, string pepper, string plaintext, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> nonce)
    {
        var text = Utf8.GetBytes(plaintext);
        var data = new byte[HeaderLength + text.Length];
        var derived = Derive(key, pepper, salt);
        try
        {
            salt.CopyTo(data);
            nonce.CopyTo(data.AsSpan(SaltLength));
            using var aes = new AesGcm(derived, TagLength);
            aes.Encrypt(nonce, text, data.AsSpan(HeaderLength), data.AsSpan(SaltLength + NonceLength, TagLength));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(text);
        }
        return Convert.ToBase64String(data).Replace('+', '-').Replace('/', '_');
    }

    /// <exception cref="FormatException">It is not of this format.</exception>
    /// <exception cref="AuthenticationTagMismatchException">It was sealed with another key or pepper, or changed since.</exception>
    public static string Open(string key, string pepper, string sealedText)
    {
        var data = Base64Url.DecodeFromChars(sealedText);
        if (data.Length < HeaderLength)
            throw new FormatException("Too short.");
        var text = new byte[data.Length - HeaderLength];
        var derived = Derive(key, pepper, data.AsSpan(0, SaltLength));
        try
        {
            using var aes = new AesGcm(derived, TagLength);
            aes.Decrypt(data.AsSpan(SaltLength, NonceLength), data.AsSpan(HeaderLength), data.AsSpan(SaltLength + NonceLength, TagLength), text);
            return Utf8.GetString(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static byte[] Derive(string key, string pepper, ReadOnlySpan<byte> salt)
    {
        var material = Utf8.GetBytes(key);
        var derived = new byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, derived, salt, Utf8.GetBytes(pepper));
        CryptographicOperations.ZeroMemory(material);
        return derived;
    }
}
