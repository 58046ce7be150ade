using System.Net;
using Blackbox.Core.Events;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Events;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("https://example.org/hooks/1?x=y")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://[::1]:81/")]
    [InlineData("https://[fd12::1]/")]
    [InlineData("https://한국.example/")]
    public void Address_is_taken(string url) => Assert.Null(WebhookAddress.Refusal(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example.org/hook")]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:word@example.org/")]
    [InlineData("https://user@example.org/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://[::a9fe:a9fe]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://metadata.google.internal/")]
    [InlineData("http://Metadata.Google.Internal./")]
    public void Address_is_refused(string? url) => Assert.NotNull(WebhookAddress.Refusal(url));

    [Fact]
    public void Address_that_is_too_long_is_refused() => Assert.NotNull(WebhookAddress.Refusal("https://example.org/" + new string('a', Webhook.MaxUrlLength)));

    [Theory]
    [InlineData("fe80::1%2")]
    [InlineData("::ffff:169.254.1.1")]
    [InlineData("ff02::1")]
    public void Address_behind_a_name_is_refused(string address) => Assert.False(WebhookAddress.IsAllowed(IPAddress.Parse(address)));

    [Fact]
    public async Task Address_that_is_refused_is_not_called_whoever_stored_it()
    {
        using var client = new WebhookClient(Options.Create(new WebhookOptions()), TimeProvider.System);
        var answer = await client.CallAsync(
            "http://169.254.169.254/", WebhookSecrets.Create(), new(Guid.Empty, "t", default, 1, EventMessage.Parse("{}")), TestContext.Current.CancellationToken);
        Assert.False(answer.Taken);
        Assert.Null(answer.Status);
    }
}
