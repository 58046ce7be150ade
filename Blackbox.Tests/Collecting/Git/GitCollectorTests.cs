using System.Globalization;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Git;

public sealed class GitCollectorTests
{
    private static Dictionary<string, string> File(string name, string content = "one\ntwo\n") => new() { [name] = content };

    [Fact]
    public async Task Commit_becomes_an_activity_of_its_author()
    {
        using var repository = GitRepository.Create("engine");
        var authored = new DateTimeOffset(2026, 1, 6, 0, 30, 0, TimeSpan.FromHours(9));
        var sha = repository.Commit("feat: turn the mill\nwith steam\n\nIt turns.\n\nAnd again.\n", File("src/mill.cs"), authored);

        var collected = await GitCollecting.CollectAsync(repository.Path);

        var activity = collected.Of(sha);
        Assert.Equal(new CollectedPerson("ada@example.org", "Ada Lovelace"), activity.Person);
        Assert.Equal("commit", activity.Kind);
        Assert.Equal("feat: turn the mill with steam", activity.Title);
        Assert.Equal("It turns.\n\nAnd again.", activity.Body);
        Assert.Equal(authored, activity.OccurredAt);
        Assert.Equal(TimeSpan.Zero, activity.OccurredAt.Offset);
        Assert.Equal("engine", activity.Container);
        Assert.Null(activity.Url);
        var details = Collected.Details(activity);
        Assert.Equal("author", details.GetProperty("role").GetString());
        Assert.Equal("2026-01-06T00:30:00+09:00", details.GetProperty("authoredAt").GetString());
        Assert.Equal("main", details.GetProperty("branch").GetString());
        Assert.Equal(2, details.GetProperty("added").GetInt32());
        Assert.Equal("src/mill.cs", details.GetProperty("files")[0].GetProperty("path").GetString());
        Assert.Equal(["engine"], collected.Report.Listed);
        Assert.Empty(collected.Report.Problems);
    }

    [Fact]
    public async Task Every_branch_is_read_once_with_the_branch_that_leads_to_it()
    {
        using var repository = GitRepository.Create();
        var first = repository.Commit("first", File("a"));
        repository.Checkout("feature", create: true);
        var open = repository.Commit("open work", File("b"));
        repository.Checkout("merged", create: true);
        repository.Checkout("main");
        var main = repository.Commit("main goes on", File("c"));
        repository.Git("branch", "stale", first);
        repository.CommitRaw($"parent {main}\n{Signature}", "theirs\n", "refs/remotes/origin/theirs");
        repository.CommitRaw($"parent {main}\n{Signature}", "pull\n", "refs/pull/1/head");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal(4, collected.Activities.Count);
        Assert.Equal("main", Branch(collected.Of(first)));
        Assert.Equal("main", Branch(collected.Of(main)));
        Assert.Contains(Branch(collected.Of(open)), (string?[])["feature", "merged"]);
        Assert.Equal("theirs", Branch(Assert.Single(collected.Activities, a => a.Title == "theirs")));

        static string? Branch(CollectedActivity activity) => Collected.Details(activity).GetProperty("branch").GetString();
    }

    private const string Signature = "author Ada Lovelace <ada@example.org> 1767606000 +0000\ncommitter Ada Lovelace <ada@example.org> 1767606000 +0000\n";

    [Fact]
    public async Task Detached_head_is_read_and_stash_and_notes_are_not()
    {
        using var repository = GitRepository.Create();
        var first = repository.Commit("first", File("a"));
        repository.Git("checkout", "--quiet", "--detach");
        var detached = repository.Commit("detached", File("b"));
        repository.Git("notes", "add", "-m", "a note", first);
        repository.Write("a", "changed");
        repository.Git("stash");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal([first, detached], collected.Shas.OrderBy(sha => sha == detached));
        Assert.False(Collected.Details(collected.Of(detached)).TryGetProperty("branch", out _));
    }

    [Fact]
    public async Task Renames_binary_files_and_spaces_are_told_apart()
    {
        using var repository = GitRepository.Create();
        repository.Commit("first", new Dictionary<string, string> { ["old name.txt"] = string.Join('\n', Enumerable.Range(0, 50)), ["other"] = "x" });
        System.IO.File.Move(Path.Combine(repository.Path, "old name.txt"), Path.Combine(repository.Path, "new\tname\n.txt"));
        await System.IO.File.WriteAllBytesAsync(Path.Combine(repository.Path, "logo.png"), [0, 1, 2, 0, 255], TestContext.Current.CancellationToken);
        var sha = repository.Commit("second");

        var details = Collected.Details((await GitCollecting.CollectAsync(repository.Path)).Of(sha));

        var files = details.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("path").GetString()!);
        Assert.Equal("old name.txt", files["new\tname\n.txt"].GetProperty("oldPath").GetString());
        Assert.True(files["logo.png"].GetProperty("binary").GetBoolean());
        Assert.Equal(2, details.GetProperty("filesChanged").GetInt32());
    }

    [Fact]
    public async Task Merge_has_its_own_kind_and_no_files()
    {
        using var repository = GitRepository.Create();
        repository.Commit("first", File("a"));
        repository.Checkout("left", create: true);
        repository.Commit("left", File("b"));
        repository.Checkout("main");
        repository.Checkout("right", create: true);
        repository.Commit("right", File("c"));
        repository.Checkout("main");
        var octopus = repository.Merge("Merge both", "left", "right");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal(4, collected.Activities.Count);
        Assert.Equal("merge", collected.Of(octopus).Kind);
        var details = Collected.Details(collected.Of(octopus));
        Assert.True(details.GetProperty("parents").GetArrayLength() >= 2);
        Assert.False(details.TryGetProperty("files", out _));
    }

    [Fact]
    public async Task Commit_of_three_thousand_files_keeps_two_hundred_and_the_totals()
    {
        using var repository = GitRepository.Create();
        var sha = repository.Commit("many", Enumerable.Range(0, 3_000).ToDictionary(i => $"d{i % 7}/f{i}", i => $"{i}\n"));

        var details = Collected.Details((await GitCollecting.CollectAsync(repository.Path)).Of(sha));

        Assert.Equal(3_000, details.GetProperty("filesChanged").GetInt32());
        Assert.Equal(3_000, details.GetProperty("added").GetInt32());
        Assert.Equal(200, details.GetProperty("files").GetArrayLength());
        Assert.Equal(["files"], details.GetProperty("truncated").EnumerateArray().Select(t => t.GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mailmap_applies_to_authors_and_co_authors(bool bare)
    {
        using var repository = GitRepository.Create();
        repository.Person = ("ada", "ADA@Old.example");
        var sha = repository.Commit(
            "work\n\nCo-authored-by: chuck <charles@old.example>\nco-authored-by: Mary Somerville <mary@example.org>\n"
            + "Co-authored-by: Again <MARY@example.org>\nCo-authored-by: Myself <ada@example.org>\nCo-authored-by: nobody\n",
            File(".mailmap", "Ada Lovelace <ada@example.org> <ada@old.example>\nCharles Babbage <charles@example.org> <charles@old.example>\n"));
        using var clone = bare ? GitRepository.Clone(repository.Path, "clone.git", "--bare") : null;

        var collected = await GitCollecting.CollectAsync((clone ?? repository).Path);

        Assert.Equal(
            [new("ada@example.org", "Ada Lovelace"), new("charles@example.org", "Charles Babbage"), new("mary@example.org", "Mary Somerville")],
            collected.Activities.Select(a => a.Person).OrderBy(p => p.ExternalId, StringComparer.Ordinal));
        Assert.Equal("author", Collected.Details(collected.Of(sha, "ada@example.org")).GetProperty("role").GetString());
        var details = Collected.Details(collected.Of(sha, "charles@example.org"));
        Assert.Equal("co-author", details.GetProperty("role").GetString());
        Assert.Equal(2, details.GetProperty("coAuthors").GetArrayLength());
        Assert.Equal("charles@example.org", details.GetProperty("coAuthors")[0].GetProperty("email").GetString());
    }

    [Fact]
    public async Task Window_takes_what_was_authored_in_it_however_the_dates_are_ordered()
    {
        using var repository = GitRepository.Create();
        var from = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddDays(1);
        var atStart = repository.Commit("at the start", authored: from);
        // An old date between newer ones does not end the listing.
        repository.Commit("clock was wrong", authored: from.AddYears(-20));
        var rebased = repository.Commit("authored inside, committed later", authored: from.AddHours(1), committed: from.AddDays(50));
        var ahead = repository.Commit("authored inside, committed the day before", authored: from.AddHours(5), committed: from.AddHours(-10));
        repository.Commit("authored before", authored: from.AddSeconds(-1));
        repository.Commit("authored at the end", authored: to);
        var clamped = repository.Commit("from the future", authored: from.AddYears(10), committed: from.AddHours(7));
        repository.Commit("after", authored: from.AddYears(3));

        var collected = await new GitCollecting().CollectAsync(new(from, to), repository.Path);

        Assert.Equal(new[] { atStart, rebased, ahead, clamped }.Order(), collected.Shas.Order());
        Assert.Equal(from.AddHours(7), collected.Of(clamped).OccurredAt);
    }

    [Fact]
    public async Task Rewritten_history_is_no_longer_listed()
    {
        using var repository = GitRepository.Create();
        repository.Commit("first", File("a"));
        var old = repository.Commit("second", File("b"));
        Assert.Contains(old, (await GitCollecting.CollectAsync(repository.Path)).Shas);

        var amended = repository.Commit("second, better", amend: true);
        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.DoesNotContain(old, collected.Shas);
        Assert.Contains(amended, collected.Shas);
        Assert.Equal(["engine"], collected.Report.Listed);
    }

    [Fact]
    public async Task Fork_adds_only_what_its_origin_lacks()
    {
        using var origin = GitRepository.Create("engine");
        var shared = origin.Commit("shared", File("a"));
        using var fork = GitRepository.Clone(origin.Path, "engine");
        var own = fork.Commit("own", File("b"));

        var collected = await GitCollecting.CollectAsync(origin.Path, fork.Path, origin.Path + "/../engine");

        Assert.Equal(2, collected.Activities.Count);
        Assert.Equal("engine", collected.Of(shared).Container);
        var parent = Path.GetFileName(Path.GetDirectoryName(fork.Path));
        Assert.Equal($"{parent}/engine", collected.Of(own).Container);
        Assert.Equal(2, collected.Report.Listed.Count);
    }

    [Fact]
    public async Task Path_below_a_work_tree_a_url_and_a_linked_work_tree_lead_to_the_repository()
    {
        using var repository = GitRepository.Create("my engine");
        var sha = repository.Commit("first", File("deep/er/a"));
        repository.Git("worktree", "add", "--quiet", "../linked", "-b", "side");

        foreach (var path in new[] { Path.Combine(repository.Path, "deep/er"), $"file://{repository.Path.Replace(" ", "%20")}", Path.Combine(repository.Path, ".git") })
        {
            var collected = await GitCollecting.CollectAsync(path);
            Assert.Equal("my engine", collected.Of(sha).Container);
        }
        Assert.Equal("linked", (await GitCollecting.CollectAsync(Path.Combine(repository.Path, "../linked"))).Of(sha).Container);
    }

    [Fact]
    public async Task Submodule_is_a_repository_of_its_own()
    {
        using var part = GitRepository.Create("part");
        var inner = part.Commit("inner", File("a"));
        using var repository = GitRepository.Create("whole");
        repository.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", part.Path, "sub");
        var outer = repository.Commit("add the part");

        var collected = await GitCollecting.CollectAsync(repository.Path, Path.Combine(repository.Path, "sub"));

        Assert.Equal("whole", collected.Of(outer).Container);
        Assert.Equal("sub", collected.Of(inner).Container);
    }

    [Fact]
    public async Task Link_leads_to_the_remote_without_its_password()
    {
        using var repository = GitRepository.Create();
        var sha = repository.Commit("first", File("a"));
        repository.Git("remote", "add", "origin", "https://ada:secret@github.com/ada/engine.git");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal($"https://github.com/ada/engine/commit/{sha}", collected.Of(sha).Url);
        Assert.DoesNotContain("secret", collected.Of(sha).ToString());
    }

    [Fact]
    public async Task Test_counts_commits_and_people()
    {
        using var repository = GitRepository.Create();
        repository.Commit("one", File("a"));
        repository.Commit("two", File("b"));
        repository.Person = ("Charles", "charles@example.org");
        repository.Commit("three", File("c"));

        var test = await new GitCollecting().TestAsync(repository.Path, repository.Path + "-missing");

        Assert.True(test.Ok);
        Assert.Equal("1 of 2 repositories can be read.", test.Message);
        Assert.Equal((true, null, 3), (test.Containers[0].Ok, test.Containers[0].Code, test.Containers[0].Items));
        Assert.Equal((false, GitCodes.NotFound), (test.Containers[1].Ok, test.Containers[1].Code));
        Assert.Equal([new(new("ada@example.org", "Ada Lovelace"), 2), new PersonCount(new("charles@example.org", "Charles"), 1)], test.People);
    }

    [Fact]
    public async Task Reading_while_the_repository_is_locked_works()
    {
        using var repository = GitRepository.Create();
        var sha = repository.Commit("first", File("a"));
        foreach (var file in new[] { "index.lock", "packed-refs.lock", "HEAD.lock", "refs/heads/main.lock", "gc.pid", "shallow.lock", "config.lock" })
            await System.IO.File.WriteAllTextAsync(Path.Combine(repository.Path, ".git", file), "", TestContext.Current.CancellationToken);

        Assert.Equal([sha], (await GitCollecting.CollectAsync(repository.Path)).Shas);
    }

    [Fact]
    public async Task Reader_that_stops_early_leaves_no_process()
    {
        using var repository = GitRepository.Create();
        var stream = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/main\ncommitter A <a@b> {1767606000 + i} +0000\ndata 3\nabc\n");
        repository.FastImport(Encoding.UTF8.GetBytes(stream.ToString()));

        var count = 0;
        await foreach (var _ in new GitCollecting().Collector.CollectAsync(
            GitCollecting.Context(GitCollecting.AllTime, new(), repository.Path), TestContext.Current.CancellationToken))
        {
            if (++count == 10)
                break;
        }

        Assert.Equal(10, count);
        Assert.DoesNotContain(System.Diagnostics.Process.GetProcessesByName("git"), p => CommandLine(p.Id).Contains(repository.Path, StringComparison.Ordinal));

        static string CommandLine(int id)
        {
            try
            {
                return System.IO.File.ReadAllText($"/proc/{id}/cmdline");
            }
            catch (IOException)
            {
                return "";
            }
        }
    }
}
