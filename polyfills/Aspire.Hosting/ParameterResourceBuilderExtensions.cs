using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value that the configuration must name: Parameters:<paramref name="name"/>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name,
            () => Configured(builder, name) ?? throw new DistributedApplicationException(
                $"The parameter '{name}' has no value. Set Parameters:{name} in the configuration (in the environment: Parameters__{name})."),
            secret));

    /// <summary>A value from the configuration, or else the default; a persisted one is made at the first start and kept.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var kept = persist ? ((DistributedApplicationBuilder)builder).Stack.Secrets : null;
        return builder.AddResource(new ParameterResource(
            name, () => Configured(builder, name) ?? kept?.GetOrAdd(name, value.GetDefaultValue) ?? value.GetDefaultValue(), secret));
    }

    /// <summary>A password from the configuration, or one that is made up at the first start and kept.</summary>
    internal static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true)
    {
        var password = new GenerateParameterDefault { Lower = lower, Upper = upper, Numeric = numeric, Special = special };
        var keep = ((DistributedApplicationBuilder)builder).Stack.Secrets;
        return new(name, () => Configured(builder, name) ?? keep.GetOrAdd(name, password.GetDefaultValue), secret: true);
    }

    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } value ? value : null;
}
