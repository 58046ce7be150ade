using System.Runtime.Versioning;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Blackbox.Tests.Infrastructure;
using Process = System.Diagnostics.Process;

namespace Blackbox.Tests.Collecting.Git;

[SupportedOSPlatform("linux")]
public sealed class GitHostileTests
{
    private const string Ada = "author Ada <ada@example.org> 1767606000 +0000\n";
    private const string Committer = "committer Ada <ada@example.org> 1767606000 +0000\n";

    [Fact]
    public async Task Programs_that_a_repository_names_are_never_run()
    {
        using var repository = GitRepository.Create();
        var marker = Path.Combine(repository.Path, "../ran");
        var program = Path.Combine(repository.Path, "../program.sh");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\ncat\n", TestContext.Current.CancellationToken);
        repository.Write(".gitattributes", "* diff=evil filter=evil merge=evil\n");
        repository.Commit("first\n\nCo-authored-by: B <b@example.org>\n", new Dictionary<string, string> { ["a"] = "1\n" });
        repository.Commit("second", new Dictionary<string, string> { ["a"] = "2\n" });
        repository.CommitRaw(
            $"parent {repository.Head}\n{Ada}{Committer}gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n", "signed\n");
        Plant(repository, program);

        // The plants are live: git run by hand runs them.
        Assert.Throws<InvalidOperationException>(() => repository.Git("log", "-p", "--ext-diff", "--textconv", "--show-signature"));
        Assert.Contains("program.sh", await File.ReadAllTextAsync(marker, TestContext.Current.CancellationToken));
        File.Delete(marker);
        // Nobody ever writes to this pipe; who reads it waits forever.
        using (var mkfifo = Process.Start("mkfifo", [Path.Combine(repository.Path, "../pipe")]))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (var name in new[] { "diff.orderFile", "core.attributesFile", "mailmap.file" })
            repository.Git("config", name, Path.Combine(repository.Path, "../pipe"));

        var collected = await GitCollecting.CollectAsync(repository.Path);
        var test = await new GitCollecting().TestAsync(repository.Path);

        Assert.False(File.Exists(marker), File.Exists(marker) ? await File.ReadAllTextAsync(marker, TestContext.Current.CancellationToken) : "");
        Assert.True(test.Ok);
        Assert.Equal(4, collected.Activities.Count);
        Assert.Empty(collected.Report.Problems);
        // Nor does it decide how its commits are shown.
        Assert.All(collected.Activities, a => Assert.NotEqual("Mallory", a.Person.DisplayName));
        Assert.Equal(2, Collected.Details(Assert.Single(collected.Activities, a => a.Title == "first" && a.Person.ExternalId == "ada@example.org")).GetProperty("filesChanged").GetInt32());
    }

    private static void Plant(GitRepository repository, string program)
    {
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var hooks = Directory.CreateDirectory(Path.Combine(repository.Path, ".git/hooks")).FullName;
        foreach (var hook in new[] { "post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout", "fsmonitor-watchman", "query-watchman" })
            File.Copy(program, Path.Combine(hooks, hook), overwrite: true);
        var elsewhere = Path.Combine(repository.Path, "../elsewhere");
        File.WriteAllText(elsewhere, "Mallory <ada@example.org>\n");
        var included = Path.Combine(repository.Path, "../included");
        File.WriteAllText(included, $"[core]\n\tpager = {program}\n\tfsmonitor = {program}\n[mailmap]\n\tfile = {elsewhere}\n[i18n]\n\tlogOutputEncoding = UTF-16\n");
        foreach (var (name, value) in new[]
        {
            ("core.pager", program), ("core.fsmonitor", program), ("core.hooksPath", hooks), ("core.sshCommand", program), ("core.askPass", program),
            ("core.editor", program), ("core.gitProxy", program), ("core.alternateRefsCommand", program), ("credential.helper", program),
            ("diff.external", program), ("diff.evil.command", program), ("diff.evil.textconv", program), ("diff.evil.cachetextconv", "true"),
            ("filter.evil.clean", program), ("filter.evil.smudge", program), ("filter.evil.process", program), ("filter.evil.required", "true"),
            ("merge.evil.driver", program), ("gpg.program", program), ("gpg.ssh.program", program), ("log.showSignature", "true"), ("pager.log", program),
            ("alias.log", "!" + program), ("alias.rev-parse", "!" + program), ("alias.for-each-ref", "!" + program), ("alias.check-mailmap", "!" + program),
            ("remote.origin.url", "ext::" + program), ("remote.origin.uploadpack", program), ("protocol.allow", "always"), ("protocol.ext.allow", "always"),
            ("mailmap.file", elsewhere), ("log.showRoot", "false"), ("log.date", "relative"), ("log.decorate", "full"), ("log.follow", "true"),
            ("diff.relative", "true"), ("diff.renames", "copies"), ("format.pretty", "raw"), ("color.ui", "always"), ("diff.mnemonicPrefix", "true"),
            ("include.path", included), ("safe.directory", "*"),
        })
            repository.Git("config", name, value);
    }

    [Fact]
    public async Task Contents_that_a_partial_clone_lacks_are_not_fetched()
    {
        using var origin = GitRepository.Create();
        origin.Git("config", "uploadpack.allowFilter", "true");
        origin.Commit("first", new Dictionary<string, string> { ["a"] = "1\n" });
        origin.Commit("second", new Dictionary<string, string> { ["a"] = "2\n" });
        using var clone = GitRepository.Clone("file://" + origin.Path, "clone", "--filter=blob:none", "--no-checkout");
        var marker = Path.Combine(clone.Path, "../ran");
        clone.Git("config", "remote.origin.uploadpack", $"touch '{marker}'; git-upload-pack");
        clone.Git("config", "protocol.file.allow", "always");

        var collected = await GitCollecting.CollectAsync(clone.Path);

        Assert.False(File.Exists(marker));
        Assert.Equal(2, collected.Activities.Count);
        Assert.Equal(GitCodes.Partial, collected.Problem.Code);
        Assert.Equal(["clone"], collected.Report.Listed);
        Assert.All(collected.Activities, a => Assert.False(Collected.Details(a).TryGetProperty("files", out _)));
    }

    [Fact]
    public async Task Replacements_and_grafts_do_not_change_what_was_committed()
    {
        using var repository = GitRepository.Create();
        var first = repository.Commit("first");
        var second = repository.Commit("second");
        var forged = repository.CommitRaw($"{Ada}{Committer}", "forged\n", "refs/forged");
        repository.Git("replace", second, forged);
        await File.WriteAllTextAsync(Path.Combine(repository.Path, ".git/info/grafts"), second + "\n", TestContext.Current.CancellationToken);

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal(new[] { first, second }.Order(), collected.Shas.Order());
        Assert.Equal("second", collected.Of(second).Title);
    }

    [Fact]
    public async Task Mailmap_that_is_a_link_out_of_the_repository_is_not_followed()
    {
        using var repository = GitRepository.Create();
        var elsewhere = Path.Combine(repository.Path, "../elsewhere");
        await File.WriteAllTextAsync(elsewhere, "Mallory <ada@example.org>\n", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(repository.Path, ".mailmap"), elsewhere);
        var sha = repository.Commit("first\n\nCo-authored-by: B <b@example.org>\n");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal("Ada Lovelace", collected.Of(sha, "ada@example.org").Person.DisplayName);
        Assert.Equal("B", collected.Of(sha, "b@example.org").Person.DisplayName);
    }

    [Fact]
    public async Task Any_bytes_in_names_messages_and_paths_are_data()
    {
        using var repository = GitRepository.Create();
        var author = "author \u202eb\x01\x1b[31m<ada@exa\xffmple.org> 1767606000 +0000\n";
        var sha = repository.CommitRaw(
            Encoding.Latin1.GetBytes(author.Replace('\u202e', '\xfe') + Committer),
            [.. Encoding.UTF8.GetBytes("subject \u0007 \U0001F600 "), 0xC3, 0x28, 0xED, 0xA0, 0x80, .. Encoding.UTF8.GetBytes("\n\nC0123456789012345678901234567890123456789\n1\t2\tno file\n")]);
        repository.FastImport([
            .. Encoding.UTF8.GetBytes($"blob\nmark :1\ndata 2\nx\n\ncommit refs/heads/paths\ncommitter <> 1767606000 +0000\ndata 0\nM 100644 :1 \"-\\n\\t\\\"\\377\\376 \\\\\"\nM 100644 :1 \"{new string('p', 4000)}\"\n"),
        ]);

        var collected = await GitCollecting.CollectAsync(repository.Path);

        var activity = collected.Of(sha);
        Assert.Equal("subject \u0007 \U0001F600 \uFFFD(\uFFFD\uFFFD\uFFFD", activity.Title);
        Assert.Equal("C0123456789012345678901234567890123456789\n1\t2\tno file", activity.Body);
        Assert.Equal("ada@exa\uFFFDmple.org", activity.Person.ExternalId);
        Assert.Equal("\uFFFDb[31m", activity.Person.DisplayName);
        var other = Assert.Single(collected.Activities, a => a.ExternalId != sha);
        Assert.Equal("unknown", other.Person.ExternalId);
        Assert.Equal("(no message)", other.Title);
        var files = Collected.Details(other).GetProperty("files");
        Assert.Equal("-\n\t\"\uFFFD\uFFFD \\", files[0].GetProperty("path").GetString());
        Assert.Equal(GitLogParser.MaxPathBytes, files[1].GetProperty("path").GetString()!.Length);
        Assert.Equal("paths", Collected.Details(other).GetProperty("truncated")[0].GetString());
    }

    [Fact]
    public async Task Declared_encoding_is_honoured()
    {
        using var repository = GitRepository.Create();
        var sha = repository.CommitRaw(Encoding.Latin1.GetBytes($"author J\u00fcrgen <j@example.org> 1767606000 +0000\n{Committer}encoding ISO-8859-1\n"), Encoding.Latin1.GetBytes("Gr\u00fc\u00dfe\n"));

        var activity = (await GitCollecting.CollectAsync(repository.Path)).Of(sha);

        Assert.Equal(("Grüße", "Jürgen"), (activity.Title, activity.Person.DisplayName));
        Assert.Equal("ISO-8859-1", Collected.Details(activity).GetProperty("encoding").GetString());
    }

    [Theory]
    [InlineData("author A <a@b> 1767606000 +9999\n", Committer, "2026-01-05T09:40:00+00:00")]
    [InlineData("author A <a@b> 1767606000 -0930\n", Committer, "2026-01-05T00:10:00-09:30")]
    [InlineData("author A <a@b> garbage\n", Committer, null)]
    [InlineData("author A <a@b>\n", Committer, null)]
    [InlineData("author A <a@b> 99999999999999999999999 +0000\n", Committer, null)]
    [InlineData("author A <a@b> 7258118400 +0000\n", Committer, null)]
    [InlineData("author A <a@b> 253402300800 +0000\n", Committer, null)]
    [InlineData("", Committer, null)]
    public async Task Author_date_that_makes_no_sense_gives_way_to_the_committer_s(string author, string committer, string? authoredAt)
    {
        using var repository = GitRepository.Create();
        var sha = repository.CommitRaw(author + committer, "message\n");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        var activity = collected.Of(sha);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 40, 0, TimeSpan.Zero), activity.OccurredAt);
        if (authoredAt is not null)
            Assert.Equal(authoredAt, Collected.Details(activity).GetProperty("authoredAt").GetString());
    }

    [Theory]
    [InlineData("committer A <a@b> 7258118400 +0000\n")]
    [InlineData("committer A <a@b>\n")]
    [InlineData("")]
    public async Task Commit_without_any_date_is_skipped_and_told(string committer)
    {
        using var repository = GitRepository.Create();
        var good = repository.CommitRaw(Ada + Committer, "good\n", "refs/heads/good");
        repository.CommitRaw("author A <a@b> 7258118400 +0000\n" + committer, "bad\n", "refs/heads/bad");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal([good], collected.Shas);
        Assert.Equal(1, collected.Report.Skipped);
        Assert.Equal(GitCodes.BadDate, collected.Problem.Code);
        Assert.Equal(["engine"], collected.Report.Listed);
    }

    [Fact]
    public async Task Message_of_100_megabytes_is_cut()
    {
        using var repository = GitRepository.Create();
        const int length = 100_000_000;
        using var stream = new MemoryStream(length + 200);
        stream.Write(Encoding.UTF8.GetBytes($"commit refs/heads/main\ncommitter A <a@b> 1767606000 +0000\ndata {length}\nsubject\n\n"));
        stream.Write(Encoding.UTF8.GetBytes(new string('m', length - 9)));
        stream.Write("\n"u8);
        repository.FastImport(stream.ToArray());

        var activity = Assert.Single((await GitCollecting.CollectAsync(repository.Path)).Activities);

        Assert.Equal("subject", activity.Title);
        Assert.Equal(Activity.MaxBodyLength, activity.Body.Length);
        Assert.EndsWith("m…", activity.Body);
        Assert.Equal("message", Collected.Details(activity).GetProperty("truncated")[0].GetString());
    }

    [Fact]
    public async Task Message_ends_at_a_nul()
    {
        using var repository = GitRepository.Create();
        var sha = repository.CommitRaw(Encoding.UTF8.GetBytes(Ada + Committer), [.. "before"u8, 0, .. "after\0C\0"u8]);
        var next = repository.CommitRaw($"parent {sha}\n{Ada}{Committer}", "next\n");

        var collected = await GitCollecting.CollectAsync(repository.Path);

        Assert.Equal("before", collected.Of(sha).Title);
        Assert.Equal("next", collected.Of(next).Title);
    }
}
