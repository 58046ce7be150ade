using System.Diagnostics;
using System.Runtime.Versioning;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Git;

[SupportedOSPlatform("linux")]
public sealed class GitStateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_directory_a_file_and_a_plain_directory_have_their_own_states()
    {
        using var plain = GitRepository.Empty("plain");
        plain.Write("file", "");
        using var good = GitRepository.Create("good");
        var sha = good.Commit("first");

        var collected = await GitCollecting.CollectAsync(Path.Combine(plain.Path, "missing"), Path.Combine(plain.Path, "file"), plain.Path, good.Path);

        Assert.Equal(
            [("missing", GitCodes.NotFound), ("file", GitCodes.NotFound), ("plain", GitCodes.NotARepository)],
            collected.Report.Problems.Select(p => (p.Container, p.Code)));
        Assert.Equal(3, collected.Report.Failed);
        Assert.Equal([sha], collected.Shas);
        Assert.Equal(["good"], collected.Report.Listed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Empty_repository_is_listed_and_noted(bool bare)
    {
        using var repository = GitRepository.Create("new", bare);

        var collected = await GitCollecting.CollectAsync(repository.Path);
        var test = await new GitCollecting().TestAsync(repository.Path);

        Assert.Equal(GitCodes.Empty, collected.Problem.Code);
        Assert.Equal(0, collected.Report.Failed);
        Assert.Equal(["new"], collected.Report.Listed);
        Assert.True(test.Ok);
        Assert.Equal((GitCodes.Empty, 0), (test.Containers[0].Code, test.Containers[0].Items));
    }

    [Fact]
    public async Task Head_that_names_a_missing_branch_does_not_hide_the_others()
    {
        using var repository = GitRepository.Create();
        var sha = repository.Commit("first");
        repository.Git("symbolic-ref", "HEAD", "refs/heads/nowhere");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal([sha], collected.Shas);
        Assert.Equal(["engine"], collected.Report.Listed);
    }

    [Fact]
    public async Task Shallow_clone_tells_nothing_gone_where_its_border_is_in_the_window()
    {
        using var origin = GitRepository.Create();
        origin.Commit("first", new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" });
        var border = origin.Commit("second", new Dictionary<string, string> { ["a"] = "2" });
        var newest = origin.Commit("third", new Dictionary<string, string> { ["a"] = "3" }, GitRepository.FirstDate.AddDays(30));
        using var clone = GitRepository.Clone("file://" + origin.Path, "clone", "--depth=2");

        var all = await GitCollecting.CollectAsync(clone.Path);
        var late = await new GitCollecting().CollectAsync(new(GitRepository.FirstDate.AddDays(20), GitRepository.FirstDate.AddDays(40)), clone.Path);
        var test = await new GitCollecting().TestAsync(clone.Path);

        Assert.Equal(new[] { border, newest }.Order(), all.Shas.Order());
        Assert.Empty(all.Report.Listed);
        Assert.Equal(0, all.Report.Failed);
        Assert.Equal(GitCodes.Shallow, all.Problem.Code);
        // Seen from the border all files are new; it did not add them.
        Assert.False(Collected.Details(all.Of(border)).TryGetProperty("files", out _));
        Assert.True(Collected.Details(all.Of(border)).GetProperty("shallow").GetBoolean());
        Assert.Equal(1, Collected.Details(all.Of(newest)).GetProperty("filesChanged").GetInt32());
        Assert.Equal([newest], late.Shas);
        Assert.Equal(["clone"], late.Report.Listed);
        Assert.Equal((true, GitCodes.Shallow, 2), (test.Containers[0].Ok, test.Containers[0].Code, test.Containers[0].Items));
    }

    [Fact]
    public async Task Repository_of_another_account_is_refused_until_its_directory_is_trusted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Only root can give files away.");
        using var repository = GitRepository.Create("theirs");
        var sha = repository.Commit("first");
        using (var chown = Process.Start("chown", ["-R", "12345", repository.Path]))
            await chown.WaitForExitAsync(Token);
        var options = new GitOptions();
        options.TrustedDirectories.Add(Path.GetDirectoryName(repository.Path)! + "/");
        var others = new GitOptions();
        others.TrustedDirectories.Add(repository.Path[..^1]);

        var refused = await GitCollecting.CollectAsync(repository.Path);
        var test = await new GitCollecting().TestAsync(repository.Path);

        Assert.Equal(GitCodes.DubiousOwnership, refused.Problem.Code);
        Assert.Contains("Git:TrustedDirectories", refused.Problem.Message);
        Assert.Empty(refused.Activities);
        Assert.Equal((false, GitCodes.DubiousOwnership), (test.Ok, test.Containers[0].Code));
        Assert.Equal([sha], (await new GitCollecting(options).CollectAsync(GitCollecting.AllTime, repository.Path)).Shas);
        Assert.Empty((await new GitCollecting(others).CollectAsync(GitCollecting.AllTime, repository.Path)).Activities);
    }

    [Fact]
    public async Task Damaged_commit_fails_the_repository_and_no_other()
    {
        using var repository = GitRepository.Create("damaged");
        var first = repository.Commit("first");
        repository.Commit("second");
        using var good = GitRepository.Create("good");
        var sha = good.Commit("other");
        Damage(repository, first);

        var collected = await GitCollecting.CollectAsync(repository.Path, good.Path);

        Assert.Equal(("damaged", GitCodes.Corrupt), (collected.Problem.Container, collected.Problem.Code));
        Assert.Equal(["good"], collected.Report.Listed);
        Assert.Contains(sha, collected.Shas);
        Assert.Equal(GitCodes.Corrupt, (await new GitCollecting().TestAsync(repository.Path)).Containers[0].Code);
    }

    [Fact]
    public async Task Damaged_head_is_corrupt_rather_than_no_repository()
    {
        using var repository = GitRepository.Create();
        await File.WriteAllTextAsync(Path.Combine(repository.Path, ".git/HEAD"), "nonsense", Token);

        Assert.Equal(GitCodes.Corrupt, (await GitCollecting.CollectAsync(repository.Path)).Problem.Code);
    }

    [Fact]
    public async Task Missing_contents_cost_the_files_and_not_the_commits()
    {
        using var repository = GitRepository.Create();
        var first = repository.Commit("first", new Dictionary<string, string> { ["a"] = "1" });
        var second = repository.Commit("second", new Dictionary<string, string> { ["a"] = "2" });
        var third = repository.Commit("third", new Dictionary<string, string> { ["b"] = "3" });
        File.Delete(ObjectFile(repository, repository.Git("rev-parse", first + ":a").Trim()));

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal(new[] { first, second, third }.Order(), collected.Shas.Order());
        Assert.Equal(GitCodes.MissingObjects, collected.Problem.Code);
        Assert.Equal(0, collected.Report.Failed);
        Assert.Equal(["engine"], collected.Report.Listed);
        Assert.True(Collected.Details(collected.Of(third)).TryGetProperty("files", out _));
        Assert.False(Collected.Details(collected.Of(second)).TryGetProperty("files", out _));
    }

    [Fact]
    public async Task Missing_git_is_told()
    {
        using var repository = GitRepository.Create();
        foreach (var executable in new[] { "no-such-git", "/no/such/git", "sub/git" })
        {
            var git = new GitCollecting(new() { Executable = executable });
            Assert.Equal(("engine", GitCodes.GitMissing), (await git.CollectAsync(GitCollecting.AllTime, repository.Path)).Problem is var p ? (p.Container, p.Code) : default);
            Assert.Equal(GitCodes.GitMissing, (await git.TestAsync(repository.Path)).Containers[0].Code);
        }
    }

    [Fact]
    public async Task Old_git_is_refused_and_one_without_the_filter_lists_everything()
    {
        using var repository = GitRepository.Create();
        repository.Commit("before", authored: GitRepository.FirstDate.AddYears(-1));
        var sha = repository.Commit("inside");
        using var folder = GitRepository.Empty();
        var old = Program(folder, "echo git version 2.31.9");
        var older = Program(folder, "case \"$*\" in *--since*) exit 3;; *version) echo git version 2.34.1;; *) exec git \"$@\";; esac");
        var other = Program(folder, "echo hello");
        var window = new TimeWindow(GitRepository.FirstDate.AddDays(-1), GitRepository.FirstDate.AddDays(1));

        Assert.Equal(GitCodes.GitTooOld, (await With(old).CollectAsync(window, repository.Path)).Problem.Code);
        Assert.Equal([sha], (await With(older).CollectAsync(window, repository.Path)).Shas);
        Assert.Equal(GitCodes.GitMissing, (await With(other).CollectAsync(window, repository.Path)).Problem.Code);
    }

    [Fact]
    public async Task Git_that_hangs_is_ended_with_what_it_started()
    {
        using var repository = GitRepository.Create();
        repository.Commit("first");
        using var folder = GitRepository.Empty();
        var pids = Path.Combine(folder.Path, "pids");
        var hanging = Program(folder, $"case \"$*\" in *version) echo git version 2.39.0;; *' log '*) sleep 600 & echo $! $$ >> '{pids}'; wait;; *) exec git \"$@\";; esac");

        var idle = await new GitCollecting(new() { Executable = hanging, IdleTimeout = TimeSpan.FromSeconds(1) }).CollectAsync(GitCollecting.AllTime, repository.Path);
        var total = await new GitCollecting(new() { Executable = hanging, Timeout = TimeSpan.FromSeconds(1) }).CollectAsync(GitCollecting.AllTime, repository.Path);
        var test = await new GitCollecting(new() { Executable = hanging, TestTimeout = TimeSpan.FromSeconds(2) }).TestAsync(repository.Path);

        Assert.Equal(GitCodes.Timeout, idle.Problem.Code);
        Assert.Contains("Git:IdleTimeout", idle.Problem.Message);
        Assert.Equal(GitCodes.Timeout, total.Problem.Code);
        Assert.Contains("Git:Timeout", total.Problem.Message);
        Assert.True(test.Ok);
        Assert.Null(test.Containers[0].Items);
        Assert.Empty(idle.Report.Listed);

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cancel.CancelAfter(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in With(hanging).Collector.CollectAsync(GitCollecting.Context(GitCollecting.AllTime, new(), repository.Path), cancel.Token))
            {
            }
        });

        var started = (await File.ReadAllTextAsync(pids, Token)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, started.Length);
        Assert.All(started, id => Assert.False(Runs(id), $"{id} is still there"));
    }

    private static bool Runs(string id)
    {
        try
        {
            // The third field after the name is the state; a zombie is dead, only its parent has not looked yet.
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Trim()[0] is not 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Malformed_settings_fail_the_connection()
    {
        var report = new CollectionReport();
        var context = GitCollecting.Context(GitCollecting.AllTime, report, "/x");
        context.Connection.Settings = "{}";
        var collector = new GitCollecting().Collector;

        await foreach (var _ in collector.CollectAsync(context, Token))
            Assert.Fail("There is nothing to read.");

        Assert.Equal(GitCodes.BadSettings, Assert.Single(report.Problems).Code);
        Assert.False((await collector.TestAsync(context.Access, Token)).Ok);
    }

    private static GitCollecting With(string executable) => new(new() { Executable = executable });

    private static string Program(GitRepository folder, string script)
    {
        var file = Path.Combine(folder.Path, $"git-{Guid.CreateVersion7(GitRepository.FirstDate):N}");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }

    private static void Damage(GitRepository repository, string sha)
    {
        var file = ObjectFile(repository, sha);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "damaged");
    }

    private static string ObjectFile(GitRepository repository, string sha) => Path.Combine(repository.Path, ".git/objects", sha[..2], sha[2..]);
}
