using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>The block that says that everything is up, and where.</summary>
internal static class Announcement
{
    public static IReadOnlyList<string> Of(
        IReadOnlyList<IResource> resources, IReadOnlyList<string> failed, TimeSpan elapsed, ResourceNotificationService notifications)
    {
        // What a person opens comes first.
        var rows = resources.OrderBy(resource => resource is ProjectResource or DashboardResource ? 0 : 1).SelectMany(resource => Rows(resource, notifications)).ToList();
        var names = rows.Select(row => row.Name.Length).DefaultIfEmpty().Max();
        var addresses = rows.Select(row => row.Address.Length).DefaultIfEmpty().Max();
        var seconds = elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return
        [
            failed.Count == 0
                ? $"=== Ready in {seconds} s ==="
                : $"=== Not complete after {seconds} s: {string.Join(", ", failed)} failed, see above ===",
            .. rows.Select(row => $"  {row.Name.PadRight(names)}  {row.Address.PadRight(addresses)}  {row.Remark}".TrimEnd()),
            "  Ctrl-C stops everything.",
        ];
    }

    private static IEnumerable<(string Name, string Address, string Remark)> Rows(IResource resource, ResourceNotificationService notifications)
    {
        var runner = resource.Annotations.OfType<ResourceRunner>().LastOrDefault();
        var healthy = notifications.TryGetCurrentState(resource.Name, out var e) && e is not null && ResourceNotificationService.IsHealthy(e);
        var name = resource.Name;
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => !endpoint.Name.StartsWith("otlp", StringComparison.Ordinal)))
        {
            var scheme = endpoint.UriScheme is "http" or "https" ? $"{endpoint.UriScheme}://" : "";
            for (var replica = 0; replica < endpoint.Allocated.Count; replica++)
            {
                var own = $"{scheme}{endpoint.Allocated[replica].Host}:{endpoint.Allocated[replica].Port}";
                foreach (var (address, text) in Urls(resource, endpoint.Name, own, replica == 0))
                {
                    var state = healthy ? "" : runner is { Optional: true } ? $"({runner.Absence})" : "(failed)";
                    yield return (name, address, string.Join(' ', new[] { text ?? runner?.Remark, state }.Where(part => !string.IsNullOrEmpty(part))));
                    name = "";
                }
            }
        }
    }

    private static IEnumerable<(string Address, string? Text)> Urls(IResource resource, string endpoint, string own, bool first)
    {
        var shown = new ResourceUrlAnnotation { Url = own };
        var added = new List<ResourceUrlAnnotation>();
        foreach (var annotation in resource.Annotations.OfType<EndpointUrlAnnotation>().Where(a => first && a.EndpointName == endpoint))
        {
            annotation.Change?.Invoke(shown);
            if (annotation.Add?.Invoke(new((IResourceWithEndpoints)resource, endpoint)) is { } more)
            {
                added.Add(more);
            }
        }

        return added.Prepend(shown).Select(url => (url.Url.StartsWith('/') ? own + url.Url : url.Url, url.DisplayText));
    }
}
