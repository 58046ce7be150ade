using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Secrets;

public static class SecretsSetup
{
    /// <summary>Encryption of secrets at rest. Without a usable key a start in Production fails and says how to make one.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindConfiguration(EncryptionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, EncryptionCheck>());
        services.TryAddSingleton<SecretProtector>();
        return services;
    }
}
