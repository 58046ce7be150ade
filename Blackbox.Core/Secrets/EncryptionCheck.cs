using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Secrets;

/// <summary>A short key is refused everywhere, a missing one in Production: elsewhere a program may have no secrets to keep.</summary>
internal sealed class EncryptionCheck(IHostEnvironment? environment = null) : IValidateOptions<EncryptionOptions>
{
    private const string HowTo =
        "Make one with 'openssl rand -base64 32' and give it to every service as Encryption__Key. Keep it: without it the stored secrets cannot be opened.";

    public const string Missing = $"There is no key to encrypt secrets with. {HowTo}";

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options) => options.Key switch
    {
        null or "" => environment?.IsProduction() == true ? ValidateOptionsResult.Fail(Missing) : ValidateOptionsResult.Success,
        { Length: < EncryptionOptions.MinKeyLength } => ValidateOptionsResult.Fail(
            $"Encryption:Key must have at least {EncryptionOptions.MinKeyLength} characters. {HowTo}"),
        _ => ValidateOptionsResult.Success,
    };
}
