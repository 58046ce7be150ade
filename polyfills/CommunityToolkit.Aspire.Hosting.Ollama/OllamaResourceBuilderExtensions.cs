using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;

namespace Aspire.Hosting;

public static class OllamaResourceBuilderExtensions
{
    /// <summary>Uses the Ollama of this machine (the variable OLLAMA_HOST, else its usual port); none is started.</summary>
    public static IResourceBuilder<OllamaResource> AddOllama(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var address = OllamaRunner.AddressOf(builder.Configuration["OLLAMA_HOST"], port);
        return builder.AddResource(new OllamaResource(name))
            .WithAnnotation(new EndpointAnnotation("http", address.Scheme, address.Port, address.Host)
            {
                Allocated = [new(address.Scheme, address.Host, address.Port)],
            })
            .WithAnnotation<ResourceRunner>(new OllamaRunner(address));
    }

    public static IResourceBuilder<OllamaModelResource> AddModel(
        this IResourceBuilder<IOllamaResource> builder, string name, string modelName)
    {
        builder.Resource.AddModel(modelName);
        var model = new OllamaModelResource(name, modelName, builder.Resource);
        return builder.ApplicationBuilder.AddResource(model).WithAnnotation<ResourceRunner>(new OllamaModelRunner(model));
    }

    /// <summary>The models stay where the machine's own Ollama keeps them.</summary>
    public static IResourceBuilder<OllamaResource> WithDataVolume(this IResourceBuilder<OllamaResource> builder, string? name = null) =>
        builder.WithAnnotation(new DataVolumeAnnotation(name ?? $"{builder.Resource.Name}-data"));
}
