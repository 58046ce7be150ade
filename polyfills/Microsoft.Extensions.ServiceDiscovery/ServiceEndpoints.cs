using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// Addresses by the name of a service: <c>services:api:http:0=http://127.0.0.1:5000</c>. A request to <c>http://api</c> or
/// <c>https+http://api</c> takes the first section of <c>default</c> and its schemes, <c>http://_admin.api</c> the section <c>admin</c>.
/// Several addresses take turns.
/// </summary>
internal sealed class ServiceEndpoints(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, int> _turns = new();

    public Uri Resolve(Uri requested)
    {
        var schemes = requested.Scheme.Split('+');
        var (endpointName, service) = Split(requested.Host);
        var section = configuration.GetSection("services").GetSection(service);
        string[] names = endpointName is null ? ["default", .. schemes] : [endpointName];
        var addresses = names.Select(section.GetSection).FirstOrDefault(candidate => candidate.Exists()) is { } found ? Read(found) : [];

        // "https+http" is a preference: a plain address is only taken where there is no encrypted one.
        var usable = schemes
            .Select(scheme => addresses.Where(address => address.Scheme == scheme).ToArray())
            .FirstOrDefault(preferred => preferred.Length > 0);
        if (usable is null)
        {
            // Not a service of the configuration: what is left of the address is resolved by DNS.
            return schemes.Length == 1 && endpointName is null
                ? requested
                : new UriBuilder(requested) { Scheme = schemes[0], Host = service, Port = requested.Port }.Uri;
        }

        var turn = _turns.AddOrUpdate(requested.Authority, 0, (_, last) => last == int.MaxValue ? 0 : last + 1);
        return Combine(requested, usable[turn % usable.Length]);
    }

    /// <summary><c>_admin.api</c> is the endpoint "admin" of the service "api".</summary>
    private static (string? Endpoint, string Service) Split(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return host.StartsWith('_') && dot > 1 && dot < host.Length - 1 ? (host[1..dot], host[(dot + 1)..]) : (null, host);
    }

    private static Uri[] Read(IConfigurationSection section)
    {
        var entries = string.IsNullOrWhiteSpace(section.Value) ? section.GetChildren() : [section];
        return [.. entries.Select(entry => entry == section || int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? Parse(entry)
            : throw new KeyNotFoundException($"'{entry.Path}': the addresses of a service are numbered."))];
    }

    private static Uri Parse(IConfigurationSection entry)
        => Uri.TryCreate(entry.Value, UriKind.Absolute, out var address)
            ? address
            : throw new KeyNotFoundException($"'{entry.Path}' is not an address.");

    private static Uri Combine(Uri requested, Uri address)
    {
        var result = new UriBuilder(requested) { Scheme = address.Scheme, Host = address.Host, Port = address.Port };
        if (address.AbsolutePath.Length > 1)
        {
            result.Path = $"{address.AbsolutePath.TrimEnd('/')}/{requested.AbsolutePath.TrimStart('/')}";
        }

        return result.Uri;
    }
}
