using Blackbox.Core.Collecting.GitHub;

namespace Blackbox.Tests.Collecting.GitHub;

public sealed class GitHubSettingsTests
{
    [Fact]
    public void Nothing_named_means_what_the_tokens_owner_did()
    {
        Assert.Null(GitHubSettings.Parse("{}", out var settings));
        Assert.True(settings.IsPersonal);
        Assert.Equal(([], null, false, true), (settings.Repositories, settings.Organization, settings.IncludeForks, settings.AllBranches));
    }

    [Fact]
    public void Everything_that_is_named_is_read_and_each_repository_once()
    {
        Assert.Null(GitHubSettings.Parse(
            """{"repositories": ["octo/Engine", "Octo/engine", "a_b/.github", "x/y.z"], "organization": "northwind-labs", "includeForks": true, "branches": "default"}""",
            out var settings));
        Assert.False(settings.IsPersonal);
        Assert.Equal(["octo/Engine", "a_b/.github", "x/y.z"], settings.Repositories);
        Assert.Equal(("northwind-labs", true, false), (settings.Organization, settings.IncludeForks, settings.AllBranches));
    }

    [Fact]
    public void An_empty_list_is_as_none()
    {
        Assert.Null(GitHubSettings.Parse("""{"repositories": []}""", out var settings));
        Assert.True(settings.IsPersonal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("""{"repository": "a/b"}""", "unknown member \"repository\"")]
    [InlineData("""{"Organization": "a"}""", "unknown member \"Organization\"")]
    [InlineData("""{"organization": "a", "organization": "b"}""", "twice")]
    [InlineData("""{"repositories": "a/b"}""", "is a list")]
    [InlineData("""{"repositories": [1]}""", "not a text")]
    [InlineData("""{"repositories": ["engine"]}""", "owner/name")]
    [InlineData("""{"repositories": ["a/b/c"]}""", "owner/name")]
    [InlineData("""{"repositories": ["a/.."]}""", "owner/name")]
    [InlineData("""{"repositories": ["../x"]}""", "owner/name")]
    [InlineData("""{"repositories": ["a/b?x=1"]}""", "owner/name")]
    [InlineData("""{"repositories": ["a/b%2f"]}""", "owner/name")]
    [InlineData("""{"repositories": ["a/\u0000"]}""", "owner/name")]
    [InlineData("""{"repositories": ["https://github.com/a/b"]}""", "owner/name")]
    [InlineData("""{"repositories": ["\ud800"]}""", "Unicode")]
    [InlineData("""{"organization": null}""", "is a text")]
    [InlineData("""{"organization": ""}""", "not the name")]
    [InlineData("""{"organization": "a/b"}""", "not the name")]
    [InlineData("""{"includeForks": "yes"}""", "true or false")]
    [InlineData("""{"branches": "main"}""", "\"all\" or \"default\"")]
    public void Wrong_settings_are_refused_in_words(string json, string words)
    {
        var problem = GitHubSettings.Parse(json, out var settings);
        Assert.Contains(words, problem);
        Assert.True(settings.IsPersonal);
        Assert.DoesNotContain(problem!, char.IsControl);
    }

    [Fact]
    public void Too_many_repositories_are_refused()
    {
        var names = string.Join(',', Enumerable.Range(0, GitHubSettings.MaxRepositories + 1).Select(i => $"\"o/r{i}\""));
        Assert.Contains("1001 entries", GitHubSettings.Parse($$"""{"repositories": [{{names}}]}""", out _));
    }

    [Theory]
    [InlineData(null, "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("https://api.github.com", "github_pat_11ABC_def")]
    [InlineData("http://127.0.0.1:5123/api/v3", "simulated-organisation-token")]
    [InlineData("https://github.example.org/api/v3/", "0123456789abcdef0123456789abcdef01234567")]
    public void Addresses_and_tokens_that_can_be_some_are_taken(string? baseUrl, string token) => Assert.Null(GitHubAccessRules.Check(baseUrl, token));

    [Theory]
    [InlineData(null, null, "needs a token")]
    [InlineData(null, "", "needs a token")]
    [InlineData(null, "ghp_a b", "space or line break")]
    [InlineData(null, "ghp_ab\n", "space or line break")]
    [InlineData(null, "ghp_ab\u0007", "space or line break")]
    [InlineData(null, "ghp_äb", "no token has")]
    [InlineData("", "t", "not one of a server")]
    [InlineData("github.com", "t", "must begin with https://")]
    [InlineData("ftp://github.com", "t", "must begin with https://")]
    [InlineData("file:///etc/passwd", "t", "must begin with https://")]
    [InlineData("https://git hub.com", "t", "not one of a server")]
    [InlineData("https://me:secret@github.example.org", "t", "no user name")]
    [InlineData("https://github.example.org?x=1", "t", "query")]
    [InlineData("https://github.example.org/#x", "t", "query")]
    public void Addresses_and_tokens_that_cannot_be_some_are_refused_without_repeating_them(string? baseUrl, string? token, string words)
    {
        var problem = GitHubAccessRules.Check(baseUrl, token);
        Assert.Contains(words, problem);
        Assert.DoesNotContain("secret", problem);
        Assert.DoesNotContain("ghp_", problem);
    }

    [Fact]
    public void A_token_that_is_too_long_is_refused() => Assert.Contains("500", GitHubAccessRules.Check(null, new string('t', 501)));
}
