using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Engine;

internal sealed class StackOptions
{
    public required AppHostMetadata Metadata { get; init; }

    public required IConfiguration Configuration { get; init; }

    public required DataFolders Folders { get; init; }

    public required SecretStore Secrets { get; init; }

    /// <summary>A test: random ports, throw-away data, nothing on the console.</summary>
    public required bool Isolated { get; init; }

    public required bool Dashboard { get; init; }

    public static StackOptions Read(IConfiguration configuration, AppHostMetadata metadata, DistributedApplicationOptions options, bool isolated)
    {
        var root = configuration["NativeStack:DataDirectory"] is { Length: > 0 } configured
            ? Path.GetFullPath(configured, metadata.ProjectDirectory ?? Environment.CurrentDirectory)
            : metadata.DataDirectory ?? Path.Combine(AppContext.BaseDirectory, ".data");
        return new()
        {
            Metadata = metadata,
            Configuration = configuration,
            Folders = new(root, isolated),
            Secrets = new(isolated ? null : Path.Combine(root, "secrets.json")),
            Isolated = isolated,
            Dashboard = !options.DisableDashboard && configuration.GetValue("NativeStack:Dashboard", true),
        };
    }
}
