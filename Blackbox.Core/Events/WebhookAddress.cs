using System.Net;
using System.Net.Sockets;

namespace Blackbox.Core.Events;

/// <summary>
/// Which addresses a webhook may have. A name is checked again by the addresses that it leads to when it is called, as it may lead elsewhere by then.
/// </summary>
public static class WebhookAddress
{
    // Where clouds answer their machines with credentials, outside the link-local ranges.
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16")];
    private static readonly string[] MetadataNames = ["metadata", "metadata.google.internal", "instance-data"];

    private static readonly IPNetwork[] Translated = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("::/96")];
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <returns>What is wrong with it, in words; null when it may be called.</returns>
    public static string? Refusal(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "Write the address that is to be called.";
        if (url.Length > Webhook.MaxUrlLength)
            return $"The address has at most {Webhook.MaxUrlLength} characters.";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return "The address must begin with https:// or http://.";
        if (uri.UserInfo.Length > 0)
            return "The address must not hold a user name or password. Each call is signed instead.";
        var host = uri.IdnHost.TrimEnd('.');
        if (host.Length == 0 || MetadataNames.Contains(host, StringComparer.OrdinalIgnoreCase))
            return NotAllowed;
        return IPAddress.TryParse(host, out var address) && !IsAllowed(address) ? NotAllowed : null;
    }

    internal const string NotAllowed = "The address leads to a part of the network that webhooks may not use.";

    /// <summary>Neither link-local nor a cloud's metadata service, nor something that is no single machine; also inside IPv6 forms of IPv4.</summary>
    public static bool IsAllowed(IPAddress address)
    {
        address = Unwrapped(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            var first = address.GetAddressBytes();
            // 0.0.0.0/8, 169.254.0.0/16, and from 224.0.0.0 on: multicast, reserved, broadcast.
            if (first[0] == 0 || (first[0] == 169 && first[1] == 254) || first[0] >= 224)
                return false;
        }
        else if (address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.IsIPv6SiteLocal || address.Equals(IPAddress.IPv6Any))
        {
            return false;
        }
        return !Metadata.Contains(address);
    }

    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        // A zone makes equal addresses different.
        address = new IPAddress(address.GetAddressBytes());
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.Equals(IPAddress.IPv6Loopback) || address.Equals(IPAddress.IPv6Any))
            return address;
        var bytes = address.GetAddressBytes();
        if (SixToFour.Contains(address))
            return new IPAddress(bytes.AsSpan(2, 4));
        return Translated.Any(network => network.Contains(address)) ? new IPAddress(bytes.AsSpan(12, 4)) : address;
    }
}
