using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Collecting.Directories;

public static class DirectoriesSetup
{
    /// <summary>What lists people; each platform that has a directory adds its own.</summary>
    public static IServiceCollection AddDirectories(this IServiceCollection services) => services.AddScoped<DirectorySync>();
}
