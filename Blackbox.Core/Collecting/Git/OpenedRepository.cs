using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>What git says of a repository before its commits are listed.</summary>
/// <param name="Path">Where git is run, as the connection names it.</param>
/// <param name="Top">The top of the work tree, or the repository's own directory where there is none.</param>
/// <param name="GitDirectory">Where the repository's data are; two paths with the same one are the same repository.</param>
/// <param name="MainCommit">The tip of <paramref name="MainBranch"/>; null when none of the branches is recognised as the main one.</param>
/// <param name="HeadCommit">Null when HEAD names a branch without commits.</param>
/// <param name="Border">The commits at which a shallow history ends; null when there are too many to know.</param>
internal sealed record OpenedRepository(
    string Path, string Top, string GitDirectory, string? MainBranch, string? MainCommit, string? HeadCommit, bool HasBranches, bool HasOtherTips,
    bool IsPartial, bool IsShallow, IReadOnlySet<string>? Border, CommitLinks? Links)
{
    private const string Heads = "refs/heads/";
    private const string Remotes = "refs/remotes/";
    private const long MaxBorderBytes = 8 * 1024 * 1024;

    private static readonly IReadOnlySet<string> NoBorder = new HashSet<string>();

    // In the order in which they are believed to be the main branch; before them the one that the remote says, after them HEAD's.
    private static readonly string[] MainBranches = ["main", "master", "trunk", "develop"];

    /// <summary>No commit at all.</summary>
    public bool IsEmpty => !HasBranches && HeadCommit is null;

    /// <summary>False for a bare repository, and for a path within a repository's own directory.</summary>
    public bool HasWorkTree { get; init; }

    /// <summary>
    /// Selections of commits that together list each commit of all branches and of HEAD once. Those of the main branch come first and by
    /// themselves: what is merged belongs to it, whichever branches still lead there.
    /// </summary>
    public IEnumerable<(string? Branch, IReadOnlyList<string> Revisions)> Selections
    {
        get
        {
            if (MainCommit is not null)
                yield return (MainBranch, [MainCommit]);
            if (MainCommit is not null && !HasOtherTips)
                yield break;
            // Not --branches and --remotes: for them git tells the branch without saying whose it is.
            List<string> others = ["--glob=refs/heads", "--glob=refs/remotes"];
            if (HeadCommit is not null)
                others.Add("HEAD");
            if (MainCommit is not null)
                others.AddRange(["--not", MainCommit]);
            yield return (null, others);
        }
    }

    /// <summary>Options that come before git's command.</summary>
    public IReadOnlyList<string> Options => HasWorkTree ? [] : ["-c", "mailmap.blob=HEAD:.mailmap"];

    /// <summary>The branch that a ref stands for, on whichever side: <c>refs/heads/x</c> and <c>refs/remotes/origin/x</c> are <c>x</c>.</summary>
    public static string? BranchOf(string reference)
    {
        if (reference.StartsWith(Heads, StringComparison.Ordinal))
            return reference[Heads.Length..];
        if (!reference.StartsWith(Remotes, StringComparison.Ordinal))
            return null;
        var remote = reference.IndexOf('/', Remotes.Length);
        return remote < 0 ? null : reference[(remote + 1)..];
    }

    /// <exception cref="GitException">It cannot be read.</exception>
    public static async Task<OpenedRepository> OpenAsync(GitProgram git, string path, CancellationToken cancellationToken)
    {
        CheckDirectory(path);
        var facts = await git.RunAsync(
            path, ["rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir"], cancellationToken);
        if (!facts.Ok)
            throw await WhyNotAsync(git, path, facts, cancellationToken);
        if (facts.Output.Split('\n', 4) is not [var bare, var insideWorkTree, var shallow, var gitDirectory])
            throw new GitException(GitCodes.GitFailed, "git gave an unexpected answer.");
        gitDirectory = WithoutLineEnd(gitDirectory);

        var top = gitDirectory;
        if (insideWorkTree == "true")
            top = WithoutLineEnd(await RequireAsync(git, path, ["rev-parse", "--show-toplevel"], cancellationToken));
        else if (bare == "false" && System.IO.Path.GetFileName(gitDirectory) == ".git")
            top = System.IO.Path.GetDirectoryName(gitDirectory)!;

        var head = await git.RunAsync(path, ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"], cancellationToken);
        var headCommit = head.Ok ? WithoutLineEnd(head.Output) : null;
        var tips = await ReadTipsAsync(git, path, bare == "true", headCommit, cancellationToken);
        var border = shallow == "true" ? await ReadBorderAsync(git, path, cancellationToken) : NoBorder;
        var remote = await git.RunAsync(path, ["config", "--null", "--get", "remote.origin.url"], cancellationToken);
        var promisor = await git.RunAsync(path, ["config", "--name-only", "--get-regexp", @"^(extensions\.partialclone|remote\..*\.promisor)$"], cancellationToken);

        return new(
            path, top, gitDirectory, tips.MainBranch, tips.MainCommit, headCommit, tips.Any, tips.Other, promisor.Ok, shallow == "true", border,
            remote.Ok ? CommitLinks.Parse(remote.Output.TrimEnd('\0')) : null)
        {
            HasWorkTree = insideWorkTree == "true",
        };
    }

    private static void CheckDirectory(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                throw new GitException(GitCodes.NotFound, File.Exists(path) ? "This is a file, not a directory." : "There is no such directory, or this account may not see it.");
            using var entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GitException(GitCodes.Unreadable, "This account may not read the directory.");
        }
    }

    // git gives the same exit code for all of these, so the reason is found by facts.
    private static async Task<GitException> WhyNotAsync(GitProgram git, string path, GitResult failed, CancellationToken cancellationToken)
    {
        var trusting = await git.RunAsync(path, ["-c", "safe.directory=*", "rev-parse", "--git-dir"], cancellationToken);
        // Before 2.38 git does not take this setting from the command line; the name of the setting in its message is all there is.
        if (trusting.Ok || failed.Error.Contains("safe.directory", StringComparison.Ordinal))
        {
            return new(
                GitCodes.DubiousOwnership,
                "Another account owns this repository, and git refuses to read it. If you trust its owner, list its directory in Git:TrustedDirectories.");
        }
        var meant = System.IO.Path.Exists(System.IO.Path.Combine(path, ".git"))
            || (Directory.Exists(System.IO.Path.Combine(path, "objects")) && Directory.Exists(System.IO.Path.Combine(path, "refs")));
        return meant
            ? new(GitCodes.Corrupt, $"git cannot open this repository: {Reason(failed.Error)}")
            : new(GitCodes.NotARepository, "This directory is not in a git repository.");
    }

    private sealed record Tips(bool Any, bool Other, string? MainBranch, string? MainCommit);

    private static async Task<Tips> ReadTipsAsync(GitProgram git, string path, bool bare, string? headCommit, CancellationToken cancellationToken)
    {
        var head = await git.RunAsync(path, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        var origin = await git.RunAsync(path, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], cancellationToken);
        List<string> candidates = [.. MainBranches.Select(name => Heads + name)];
        // In a bare repository HEAD names the main branch, in a work tree what is checked out.
        if (head.Ok)
            candidates.Insert(bare ? 0 : candidates.Count, WithoutLineEnd(head.Output));
        if (origin.Ok)
            candidates.Insert(0, WithoutLineEnd(origin.Output));

        var commits = new string?[candidates.Count];
        string? first = null;
        var differ = false;
        await foreach (var (sha, name) in ReadRefsAsync(git, path, cancellationToken))
        {
            first ??= sha;
            differ |= sha != first;
            if (candidates.IndexOf(name) is >= 0 and var index)
                commits[index] = sha;
        }
        var main = Array.FindIndex(commits, commit => commit is not null);
        return new(
            first is not null,
            differ || (headCommit is not null && headCommit != first),
            main < 0 ? null : BranchOf(candidates[main]),
            main < 0 ? null : commits[main]);
    }

    // There may be more refs than fit into memory at once: read as they come.
    private static async IAsyncEnumerable<(string Sha, string Name)> ReadRefsAsync(
        GitProgram git, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var process = git.Start(path, ["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes"], cancellationToken);
        process.CloseInput();
        var buffer = new byte[64 * 1024];
        var length = 0;
        int count;
        while ((count = await process.ReadAsync(buffer.AsMemory(length))) > 0)
        {
            length += count;
            var start = 0;
            int end;
            while ((end = buffer.AsSpan(start, length - start).IndexOf((byte)'\n')) >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, start, end);
                start += end + 1;
                if (line.IndexOf(' ') is > 0 and var space)
                    yield return (line[..space], line[(space + 1)..]);
            }
            length -= start;
            buffer.AsSpan(start, length).CopyTo(buffer);
            if (length == buffer.Length)
                throw new GitException(GitCodes.Corrupt, "The repository has a branch whose name is too long.");
        }
        var (exitCode, error) = await process.WaitAsync();
        if (exitCode != 0)
            throw Failure(exitCode, error);
    }

    private static async Task<HashSet<string>?> ReadBorderAsync(GitProgram git, string path, CancellationToken cancellationToken)
    {
        var answer = WithoutLineEnd(await RequireAsync(git, path, ["rev-parse", "--git-path", "shallow"], cancellationToken));
        var file = new FileInfo(System.IO.Path.Combine(path, answer));
        try
        {
            if (!file.Exists || file.Length > MaxBorderBytes || file.LinkTarget is not null)
                return null;
            return [.. await File.ReadAllLinesAsync(file.FullName, cancellationToken)];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GitException(GitCodes.Unreadable, "This account may not read which commits a shallow history ends at.");
        }
    }

    private static async Task<string> RequireAsync(GitProgram git, string path, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(path, arguments, cancellationToken);
        return result.Ok ? result.Output : throw Failure(result.ExitCode, result.Error);
    }

    /// <summary>Why a command failed though the repository could be opened.</summary>
    public static GitException Failure(int exitCode, string error)
    {
        const int fatal = 128;
        if (exitCode != fatal)
            return new(GitCodes.GitFailed, $"git ended with code {exitCode}: {Reason(error)}");
        return error.Contains("Permission denied", StringComparison.Ordinal)
            ? new(GitCodes.Unreadable, $"This account may not read all of the repository: {Reason(error)}")
            : new(GitCodes.Corrupt, $"git cannot read all of the repository: {Reason(error)}");
    }

    private static string Reason(string error)
    {
        const int maxLength = 300;
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(l => l.StartsWith("fatal:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it gave no reason";
        return GitText.OneLine(line, maxLength);
    }

    private static string WithoutLineEnd(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
