using Blackbox.Core.Collecting.Jira;

namespace Blackbox.Tests.Collecting.Jira;

public sealed class JiraSettingsTests
{
    [Fact]
    public void Settings_name_projects_and_the_kind_of_server()
    {
        Assert.Null(JiraSettings.Parse("""{"projects": ["eng", "OPS", "ENG", "A_1"], "deployment": "server"}""", out var settings));
        Assert.Equal(["ENG", "OPS", "A_1"], settings.Projects);
        Assert.Equal(JiraDeployment.Server, settings.Deployment);
        Assert.Null(JiraSettings.Parse("{}", out settings));
        Assert.Empty(settings.Projects);
        Assert.Equal(JiraDeployment.Auto, settings.Deployment);
    }

    [Theory]
    [InlineData("[]", "JSON object")]
    [InlineData("nonsense", "not JSON")]
    [InlineData("""{"projects": "ENG"}""", "list of keys")]
    [InlineData("""{"projects": [7]}""", "not a text")]
    [InlineData("""{"projects": ["ENG-12 "]}""", "not the key of a project")]
    [InlineData("""{"projects": ["A\" OR 1=1"]}""", "not the key of a project")]
    [InlineData("""{"projects": [""]}""", "not the key of a project")]
    [InlineData("""{"deployment": "datacenter"}""", "\"auto\", \"cloud\" or \"server\"")]
    [InlineData("""{"deployment": 1}""", "\"auto\", \"cloud\" or \"server\"")]
    [InlineData("""{"project": ["ENG"]}""", "unknown member \"project\"")]
    [InlineData("""{"projects": [], "projects": []}""", "twice")]
    [InlineData("""{"projects": ["\ud800"]}""", "not Unicode")]
    public void Wrong_settings_are_said_in_words(string json, string expected) => Assert.Contains(expected, JiraSettings.Parse(json, out _));

    [Theory]
    [InlineData(null, "a:b", "needs the address")]
    [InlineData("ftp://jira.example.org", "token", "https://")]
    [InlineData("http://jira.example.org", "token", "https://")]
    [InlineData("https://169.254.169.254", "token", "this machine's network")]
    [InlineData("https://team.atlassian.net", "justatoken", "e-mail and an API token together")]
    [InlineData("https://team.atlassian.net", null, "needs a token")]
    [InlineData("https://jira.example.org", "two words", "no token has")]
    [InlineData("https://jira.example.org", "line\nbreak", "line break")]
    [InlineData("https://jira.example.org", "ada@example.org:", "Before the colon")]
    [InlineData("https://jira.example.org/jira", "NjkyMjk3MTA5", null)]
    [InlineData("https://team.atlassian.net", "ada@example.org:ATATT3x=0A", null)]
    public void Access_is_checked_without_asking(string? url, string? secret, string? expected)
    {
        var problem = JiraAccessRules.Check(url, secret);
        if (expected is null)
            Assert.Null(problem);
        else
            Assert.Contains(expected, problem);
        if (secret is { Length: > 8 } && problem is not null)
            Assert.DoesNotContain(secret, problem);
    }
}
