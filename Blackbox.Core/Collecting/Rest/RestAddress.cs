using System.Net;
using System.Net.Sockets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>Says which addresses a platform may have.</summary>
public static class RestAddress
{
    /// <summary>Characters of a base URL.</summary>
    public const int MaxLength = 500;

    /// <param name="title">The platform's name, as <c>Jira</c>.</param>
    /// <param name="example">A base URL as the platform has them.</param>
    /// <returns>What is wrong with it, in words for the person who typed it; null when nothing is.</returns>
    public static string? Problem(string baseUrl, string title, string example)
    {
        if (baseUrl.Length > MaxLength)
            return $"The address has {baseUrl.Length} characters; at most {MaxLength} are possible.";
        if (!Uri.TryCreate(baseUrl.Trim(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            return $"The address must begin with https://, as {example}.";
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return "The address must have no user name, query or fragment; the token is entered separately.";
        if (IPAddress.TryParse(uri.IdnHost, out var address) && IsForbidden(address))
            return $"The address is one of this machine's network itself, where no {title} is.";
        return uri.Scheme == Uri.UriSchemeHttp && !MayBePlain(uri)
            ? "The address must begin with https://, so that nobody on the way can read the token."
            : null;
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
