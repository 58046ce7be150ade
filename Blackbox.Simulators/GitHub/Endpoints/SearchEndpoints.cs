using Blackbox.Simulators.GitHub.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class SearchEndpoints
{
    public static ApiEndpoint[] All { get; } = [];
}
