using Microsoft.AspNetCore.StaticAssets;

namespace Blackbox.Api.Pages;

/// <summary>The addresses of own files with their content's hash in the name, which browsers may keep for ever.</summary>
internal sealed class AssetUrls(IEnumerable<EndpointDataSource> sources)
{
    private readonly Lazy<Dictionary<string, string>> _urls = new(() => Read(sources));

    public string this[string file] => _urls.Value.GetValueOrDefault(file, $"/{file}");

    private static Dictionary<string, string> Read(IEnumerable<EndpointDataSource> sources)
    {
        var urls = new Dictionary<string, string>();
        foreach (var asset in sources.SelectMany(source => source.Endpoints).Select(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>()))
        {
            // The unencoded file's descriptor has no selectors; its label is the name that the source tree gives it.
            if (asset is { Selectors.Count: 0 } && asset.Properties.FirstOrDefault(property => property.Name == "label") is { Value: { } label })
                urls[label] = $"/{asset.Route}";
        }
        return urls;
    }
}
