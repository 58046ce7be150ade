using Blackbox.Core.Collecting.Git;

namespace Blackbox.Tests.Collecting.Git;

public sealed class GitSettingsTests
{
    [Fact]
    public void Paths_and_file_urls_are_normalised_and_each_is_kept_once()
    {
        var problem = GitSettings.Parse(
            """{"repositories": ["/srv/git/", "file:///srv/git", "/srv/./x/../git", "FILE://localhost/srv/a%20b%25", "/srv/-c", "/srv/한 글"]}""", out var settings);

        Assert.Null(problem);
        Assert.Equal(["/srv/git", "/srv/a b%", "/srv/-c", "/srv/한 글"], settings.Repositories);
    }

    [Fact]
    public void Written_settings_are_read_again()
    {
        Assert.Null(GitSettings.Parse(GitSettings.Write(["/srv/\"a\"", "/b"]), out var settings));
        Assert.Equal(["/srv/\"a\"", "/b"], settings.Repositories);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("{}", "missing")]
    [InlineData("""{"repositories": "/x"}""", "missing")]
    [InlineData("""{"repositories": []}""", "0 entries")]
    [InlineData("""{"repositories": ["/x"], "branch": "main"}""", "unknown member \"branch\"")]
    [InlineData("""{"repositories": ["/x"], "repositories": ["/y"]}""", "twice")]
    [InlineData("""{"repositories": [1]}""", "not a text")]
    [InlineData("""{"repositories": [""]}""", "empty")]
    [InlineData("""{"repositories": ["\ud800"]}""", "Unicode")]
    [InlineData("""{"\ud800": 1}""", "Unicode")]
    [InlineData("""{"repositories": ["relative/path"]}""", "absolute")]
    [InlineData("""{"repositories": ["~/x"]}""", "absolute")]
    [InlineData("""{"repositories": ["--upload-pack=x"]}""", "absolute")]
    [InlineData("""{"repositories": ["/x\u0000y"]}""", "control character")]
    [InlineData("""{"repositories": ["file:///x%00y"]}""", "control character")]
    [InlineData("""{"repositories": ["file://server/share"]}""", "another machine")]
    [InlineData("""{"repositories": ["file:///x?y"]}""", "not a file URL")]
    [InlineData("""{"repositories": ["ext::sh -c id"]}""", "absolute")]
    public void Malformed_settings_are_told(string json, string part) => Assert.Contains(part, GitSettings.Parse(json, out _));

    [Fact]
    public void Too_many_and_too_long_paths_are_told()
    {
        Assert.Contains("101 entries", GitSettings.Parse(GitSettings.Write(Enumerable.Range(0, 101).Select(i => $"/r{i}")), out _));
        Assert.Contains("4097 characters", GitSettings.Parse(GitSettings.Write(["/" + new string('x', 4_096)]), out _));
    }

    [Fact]
    public void Password_of_a_remote_address_is_not_repeated()
    {
        var problem = GitSettings.Parse(GitSettings.Write(["https://ada:secret@github.com/ada/engine"]), out _);

        Assert.Contains("https://github.com/ada/engine", problem);
        Assert.DoesNotContain("secret", problem);
    }
}
