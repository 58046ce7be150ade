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

    /// <summary>A password from the configuration, or one that is made up at the first start and kept.</summary>
    internal static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true)
    {
        var letters = (lower ? "abcdefghijkmnpqrstuvwxyz" : "") + (upper ? "ABCDEFGHJKLMNPQRSTUVWXYZ" : "")
            + (numeric ? "23456789" : "") + (special ? "-_.!" : "");
        var keep = ((DistributedApplicationBuilder)builder).Stack.Secrets;
        return new(name, () => Configured(builder, name) ?? keep.GetOrAdd(name, letters), secret: true);
    }

    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } value ? value : null;
}
