using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Tests.Collecting.Git;

public sealed class GitTextsTests
{
    [Theory]
    [InlineData("subject\n", "subject", "")]
    [InlineData("\n\n subject \nsecond line\n\n\nbody\n\nmore\n", "subject second line", "body\n\nmore")]
    [InlineData("subject\r\n\r\nbody\r\n", "subject", "body")]
    [InlineData("subject\n  \nbody", "subject", "body")]
    [InlineData("", "", "")]
    [InlineData("\n \n", "", "")]
    public void Message_is_split_as_git_does(string message, string subject, string body) =>
        Assert.Equal((subject, body, false), GitMessage.Split(message, cut: false));

    [Fact]
    public void Subject_that_does_not_fit_is_kept_whole_in_the_body()
    {
        var line = new string('s', Activity.MaxTitleLength - 2) + "\U0001F600\U0001F600";

        var (subject, body, truncated) = GitMessage.Split(line, cut: false);

        Assert.Equal(new string('s', Activity.MaxTitleLength - 2) + "…", subject);
        Assert.Equal(line, body);
        Assert.False(truncated);
    }

    [Theory]
    [InlineData("Co-authored-by: Ada <ada@example.org>", "Ada <ada@example.org>")]
    [InlineData("text\n\nSigned-off-by: X <x@y>\nCO-AUTHORED-BY:Ada<ada@example.org>\r\n", "Ada <ada@example.org>")]
    [InlineData("text\n\nCo-authored-by: A <a@b>\n\nCo-authored-by: B <b@c>\nReviewed-by: X <x@y>\n", "A <a@b>|B <b@c>")]
    [InlineData("text\n\n---------\n\nCo-authored-by: A <a@b>\n", "A <a@b>")]
    [InlineData("the last paragraph, with text before\nCo-authored-by: A <a@b>", "A <a@b>")]
    [InlineData("This reverts:\n\nCo-authored-by: A <a@b>\n\nbecause it was wrong", "")]
    [InlineData("> Co-authored-by: A <a@b>", "")]
    [InlineData("Co-authored-by: no address\nCo-authored-by: <>\nCo-authored-by: ><\nCo-authored-by: <a@b>", " <a@b>")]
    [InlineData("Co-authored-by: odd <name> <a@b> x", "odd <name> <a@b>")]
    public void Co_authors_stand_in_the_last_paragraphs(string body, string people) =>
        Assert.Equal(people, string.Join('|', GitMessage.CoAuthors(body).Select(p => $"{p.Name} <{p.Email}>")));

    [Theory]
    [InlineData("Ada Lovelace", "Ada@Example.ORG", "ada@example.org", "Ada Lovelace")]
    [InlineData("  Ada\t ", " a d a@example.org\u0001", "ada@example.org", "Ada")]
    [InlineData("Ada", "", "name:ada", "Ada")]
    [InlineData("", "root", "root", "root")]
    [InlineData("", "", "unknown", "unknown")]
    [InlineData("\u0007", " \n", "unknown", "unknown")]
    public void Person_has_a_stable_key(string name, string email, string key, string shown) =>
        Assert.Equal(new CollectedPerson(key, shown), GitIdentity.Of(new(name, email)));

    [Fact]
    public void Key_that_is_too_long_is_hashed()
    {
        var person = GitIdentity.Of(new(new string('n', 5_000), new string('e', 5_000)));

        Assert.Matches("^sha256:[0-9a-f]{64}$", person.ExternalId);
        Assert.Equal(Identity.MaxDisplayNameLength, person.DisplayName.Length);
        Assert.NotEqual(person.ExternalId, GitIdentity.Of(new("n", new string('e', 4_999))).ExternalId);
    }

    [Theory]
    [InlineData("https://github.com/ada/engine.git", "https://github.com/ada/engine/commit/")]
    [InlineData("https://user:secret@github.com/ada/engine", "https://github.com/ada/engine/commit/")]
    [InlineData("git@github.com:ada/engine.git", "https://github.com/ada/engine/commit/")]
    [InlineData("ssh://git@gitlab.example.org:2222/group/sub/engine.git", "https://gitlab.example.org/group/sub/engine/-/commit/")]
    [InlineData("http://gitlab.example.org:8080/ada/engine/", "http://gitlab.example.org:8080/ada/engine/-/commit/")]
    [InlineData("git@bitbucket.org:ada/engine.git", "https://bitbucket.org/ada/engine/commits/")]
    [InlineData("https://codeberg.org/ada/engine.git", "https://codeberg.org/ada/engine/commit/")]
    [InlineData("https://example.org/ada/engine.git", null)]
    [InlineData("https://notgithub.com.evil.org/ada/engine.git", null)]
    [InlineData("https://github.com/ada", null)]
    [InlineData("https://github.com/../engine", null)]
    [InlineData("https://github.com/ada/eng ine\"><script>", null)]
    [InlineData("javascript://github.com/%0aalert(1)/x", null)]
    [InlineData("file:///srv/github.com/engine", null)]
    [InlineData("/srv/github/engine.git", null)]
    [InlineData("ext::sh -c id github.com:ada/engine", null)]
    [InlineData("", null)]
    public void Link_is_told_from_the_remote(string remote, string? prefix) => Assert.Equal(prefix, CommitLinks.Parse(remote)?.For(""));

    [Fact]
    public void Names_stay_when_repositories_are_added()
    {
        var names = new RepositoryNames();

        Assert.Equal("engine", names.For("/home/engine.git"));
        Assert.Equal("work/engine", names.For("/home/work/engine"));
        Assert.Equal("other/work/engine", names.For("/other/work/engine"));
        Assert.Equal("root", names.For("/"));
        Assert.Equal("engine 2", names.For("/engine"));
    }

    [Theory]
    [InlineData("git version 2.39.5", "2.39")]
    [InlineData("git version 2.50.1 (Apple Git-155)\n", "2.50")]
    [InlineData("git version 2.49.0.windows.1", "2.49")]
    [InlineData("git version", null)]
    [InlineData("hub version 2.3", null)]
    [InlineData("git version x.y", null)]
    public void Version_is_read(string text, string? version) => Assert.Equal(version, GitProgram.ParseVersion(text)?.ToString());
}
