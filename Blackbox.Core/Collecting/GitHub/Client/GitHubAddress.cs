using System.Net;
using System.Net.Sockets;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Where GitHub's REST interface is: github.com's, an Enterprise server's <c>https://HOST/api/v3</c>, or a simulator's.</summary>
public static class GitHubAddress
{
    public const string Default = "https://api.github.com";

    /// <returns>What is wrong with it, in words for the person who typed it; null when nothing is.</returns>
    public static string? Problem(string? baseUrl)
    {
        if (string.IsNullOrWhiteSpace(baseUrl))
            return null;
        if (!Uri.TryCreate(baseUrl.Trim(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            return "The address must begin with https://, as https://github.example.com/api/v3.";
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return "The address must have no user name, query or fragment; the token is entered separately.";
        if (IPAddress.TryParse(uri.IdnHost, out var address) && IsForbidden(address))
            return "The address is one of this machine's network itself, where no GitHub is.";
        return uri.Scheme == Uri.UriSchemeHttp && !MayBePlain(uri)
            ? "The address must begin with https://, so that nobody on the way can read the token."
            : null;
    }

    /// <param name="baseUrl">Null or empty for github.com.</param>
    /// <returns>Without a slash at its end.</returns>
    /// <exception cref="PlatformAuthException">It is none; <see cref="Problem"/> says why.</exception>
    public static Uri Of(string? baseUrl)
    {
        if (Problem(baseUrl) is { } problem)
            throw new PlatformAuthException("bad_address", problem);
        var text = string.IsNullOrWhiteSpace(baseUrl) ? Default : baseUrl.Trim().TrimEnd('/');
        var uri = new Uri(text);
        // People copy the address of the site; its interface is at another one.
        return uri is { IdnHost: "github.com" or "www.github.com" } ? new Uri(Default) : uri;
    }

    /// <summary>Link-local, multicast and unspecified addresses: metadata services of clouds answer there, with credentials of the machine.</summary>
    internal static bool IsForbidden(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || address.Equals(AwsMetadata);
        var bytes = address.GetAddressBytes();
        return bytes is [169, 254, ..] or [0, ..] or [>= 224, ..] || address.Equals(AlibabaMetadata);
    }

    private static readonly IPAddress AwsMetadata = IPAddress.Parse("fd00:ec2::254");
    private static readonly IPAddress AlibabaMetadata = IPAddress.Parse("100.100.100.200");

    // A simulator on this machine, or a neighbour container by its short name.
    private static bool MayBePlain(Uri uri) => uri.IsLoopback || uri.HostNameType == UriHostNameType.Dns && !uri.Host.Contains('.');
}
