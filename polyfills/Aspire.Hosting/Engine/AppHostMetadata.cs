using System.Reflection;

namespace Aspire.Hosting.Engine;

/// <summary>What the build wrote into the AppHost's assembly: where the project and the tools are.</summary>
internal sealed class AppHostMetadata(Assembly? assembly)
{
    private readonly ILookup<string, string?> _values = (assembly?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
        .ToLookup(attribute => attribute.Key, attribute => attribute.Value, StringComparer.OrdinalIgnoreCase);

    public string? ProjectDirectory => this["AppHostProjectPath"];

    public string? ServersScript => this["NativeServersScript"];

    public string? DashboardScript => this["DashboardScript"];

    public string? DataDirectory => this["NativeDataDirectory"];

    /// <summary>The assembly that the project was built into.</summary>
    public string? OutputOf(string projectPath) => this[$"ProjectOutput:{projectPath}"];

    private string? this[string key] => _values[key].FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
