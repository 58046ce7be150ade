using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>Which of the two Jiras it is, and where its pages are.</summary>
/// <param name="Api">Before every path, as <c>/rest/api/3</c>.</param>
/// <param name="Web">Address of its pages, without a slash at its end.</param>
internal sealed record JiraSite(bool IsCloud, string Api, string Web)
{
    /// <summary>Tokens that are limited to scopes are used there instead of at the site.</summary>
    private const string Gateway = "api.atlassian.com";

    private static readonly TimeSpan Known = TimeSpan.FromDays(1);

    /// <exception cref="ResourceException">There is no Jira.</exception>
    public static async Task<JiraSite> FindAsync(RestSession session, JiraSettings settings, CancellationToken cancellationToken)
    {
        var isGateway = session.Server.IdnHost.Equals(Gateway, StringComparison.OrdinalIgnoreCase);
        var isCloud = settings.Deployment switch
        {
            JiraDeployment.Cloud => true,
            JiraDeployment.Server => false,
            _ => isGateway || JiraDialect.IsCloudSite(session.Server) ? true : (bool?)null,
        };
        var web = session.Server.ToString().TrimEnd('/');
        if (isCloud is null || isGateway)
        {
            using var page = await session.GetAsync("/rest/api/2/serverInfo", RestFreshness.MaxAge(Known), cancellationToken);
            isCloud ??= page.Root.Text("deploymentType") == "Cloud";
            if (isGateway && page.Root.Text("baseUrl") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
                web = address.TrimEnd('/');
        }
        return new(isCloud.Value, isCloud.Value ? "/rest/api/3" : "/rest/api/2", web);
    }
}
