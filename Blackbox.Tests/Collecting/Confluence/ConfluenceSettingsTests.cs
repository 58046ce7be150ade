using System.ComponentModel.DataAnnotations;
using Blackbox.Core.Collecting.Confluence;

namespace Blackbox.Tests.Collecting.Confluence;

public sealed class ConfluenceSettingsTests
{
    [Fact]
    public void Settings_are_read()
    {
        Assert.Null(ConfluenceSettings.Parse("""{"spaces": ["ENG", "eng", "~ada.l", "~5b10:ab-c"], "deployment": "cloud"}""", out var settings));
        Assert.Equal(["ENG", "~ada.l", "~5b10:ab-c"], settings.Spaces);
        Assert.Equal(ConfluenceDeployment.Cloud, settings.Deployment);
        Assert.Null(ConfluenceSettings.Parse("{}", out settings));
        Assert.Empty(settings.Spaces);
        Assert.Equal(ConfluenceDeployment.Auto, settings.Deployment);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("""{"spaces": "ENG"}""", "is a list")]
    [InlineData("""{"spaces": [7]}""", "not a text")]
    [InlineData("""{"spaces": ["E\"G"]}""", "not the key")]
    [InlineData("""{"spaces": ["a b"]}""", "not the key")]
    [InlineData("""{"spaces": ["~a\"b"]}""", "not the key")]
    [InlineData("""{"spaces": ["~"]}""", "not the key")]
    [InlineData("""{"spaces": [""]}""", "not the key")]
    [InlineData("""{"spaces": ["\ud800"]}""", "not Unicode")]
    [InlineData("""{"deployment": "datacenter"}""", "\"auto\"")]
    [InlineData("""{"deployment": null}""", "\"auto\"")]
    [InlineData("""{"space": []}""", "unknown member")]
    [InlineData("""{"spaces": [], "spaces": []}""", "twice")]
    public void Wrong_settings_are_told_in_words(string json, string words)
    {
        Assert.Contains(words, ConfluenceSettings.Parse(json, out var settings), StringComparison.Ordinal);
        Assert.Equal(ConfluenceSettings.Default, settings);
    }

    [Fact]
    public void Spaces_of_the_options_are_checked()
    {
        Assert.Empty(Problems("ENG", "~ada"));
        Assert.Contains("not the key", Assert.Single(Problems("ENG", "a b")).ErrorMessage!, StringComparison.Ordinal);
        Assert.Single(Problems([.. Enumerable.Range(0, 501).Select(i => $"S{i}")]));

        static List<ValidationResult> Problems(params string[] spaces)
        {
            var options = new ConfluenceOptions();
            foreach (var space in spaces)
                options.Spaces.Add(space);
            var problems = new List<ValidationResult>();
            Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
            return problems;
        }
    }

    [Theory]
    [InlineData(null, "x", "needs the address")]
    [InlineData("wiki.example.org", "x", "must begin with https://")]
    [InlineData("http://wiki.example.org", "x", "must begin with https://")]
    [InlineData("https://169.254.169.254", "x", "network itself")]
    [InlineData("https://wiki.example.org", "", "needs a token")]
    [InlineData("https://wiki.example.org", "a b", "space or line break")]
    [InlineData("https://wiki.example.org", "é", "no token has")]
    [InlineData("https://team.atlassian.net", "justtoken", "e-mail")]
    [InlineData("https://team.atlassian.net", "ada:token@x", "e-mail")]
    [InlineData("https://team.atlassian.net", "bob@example.org:", "e-mail")]
    public void Wrong_access_is_told_without_the_secret(string? baseUrl, string secret, string words)
    {
        var problem = ConfluenceAccessRules.Check(baseUrl, secret);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        if (secret.Length > 3)
            Assert.DoesNotContain(secret, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_of_Cloud_and_of_servers_is_accepted()
    {
        Assert.Null(ConfluenceAccessRules.Check("https://team.atlassian.net", "ada@example.org:ATATT3x:y"));
        Assert.Null(ConfluenceAccessRules.Check("https://wiki.example.org/confluence/", "MDM0OTk="));
    }
}
