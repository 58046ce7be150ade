using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Blackbox.Core.Secrets;

namespace Blackbox.Tests.Secrets;

public sealed class SecretTests
{
    private const string Value = "xoxb-very-secret";

    [Fact]
    public void Secret_prints_as_stars_wherever_it_goes()
    {
        var secret = new Secret(Value);
        object boxed = secret;

        Assert.Equal(Value, secret.Reveal());
        Assert.Equal("***", secret.ToString());
        Assert.Equal("token=***", string.Create(CultureInfo.InvariantCulture, $"token={secret}"));
        Assert.Equal("Holder { Token = *** }", new Holder(secret).ToString());
        Assert.Equal("""{"Token":"***"}""", JsonSerializer.Serialize(new Holder(secret)));
        Assert.Equal("\"***\"", JsonSerializer.Serialize(boxed));
        Assert.Equal("***", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
    }

    [Fact]
    public void Request_may_carry_one() =>
        Assert.Equal(Value, JsonSerializer.Deserialize<Holder>($$"""{"Token":"{{Value}}"}""")!.Token!.Reveal());

    [Theory]
    [InlineData("""{"Token":"***"}""")]
    [InlineData("""{"Token":12345}""")]
    [InlineData("""{"Token":{"value":"x"}}""")]
    public void What_is_no_secret_is_not_taken_for_one(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder>(json));

    private sealed record Holder(Secret? Token);
}
