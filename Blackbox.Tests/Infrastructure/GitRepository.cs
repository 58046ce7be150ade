using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Blackbox.Tests.Infrastructure;

/// <summary>A real git repository in a temporary directory. Neither the machine's nor the account's git configuration plays a part.</summary>
public sealed class GitRepository : IDisposable
{
    public static readonly DateTimeOffset FirstDate = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly string _root;
    private int _commits;

    private GitRepository(string root, string path) => (_root, Path) = (root, path);

    public string Path { get; }

    /// <summary>Who commits, until it is changed.</summary>
    public (string Name, string Email) Person { get; set; } = ("Ada Lovelace", "ada@example.org");

    public string Head => Git("rev-parse", "HEAD").Trim();

    /// <param name="directory">The name of its directory.</param>
    public static GitRepository Create(string directory = "engine", bool bare = false)
    {
        var repository = Empty(directory);
        repository.Git([.. (string[])["init", "--quiet", "--initial-branch=main"], .. bare ? ["--bare"] : (string[])[]]);
        return repository;
    }

    /// <summary>A clone; options as <c>--depth=1</c>.</summary>
    public static GitRepository Clone(string source, string directory = "clone", params string[] options)
    {
        var repository = Empty(directory);
        repository.Git([.. (string[])["clone", "--quiet"], .. options, .. (string[])["--", source, "."]]);
        return repository;
    }

    /// <summary>A directory that is no repository.</summary>
    public static GitRepository Empty(string directory = "engine")
    {
        var root = Directory.CreateTempSubdirectory("blackbox-git-").FullName;
        return new(root, Directory.CreateDirectory(System.IO.Path.Combine(root, directory)).FullName);
    }

    /// <summary>Writes files and commits them; each commit is a minute after the one before it.</summary>
    /// <returns>The commit's sha.</returns>
    public string Commit(
        string message, IReadOnlyDictionary<string, string>? files = null, DateTimeOffset? authored = null, DateTimeOffset? committed = null,
        bool amend = false)
    {
        var date = authored ?? FirstDate.AddMinutes(_commits);
        _commits++;
        foreach (var (name, content) in files ?? new Dictionary<string, string>())
            Write(name, content);
        Git("add", "--all");
        Run(
            [.. (string[])["commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--file=-"], .. amend ? ["--amend", "--reset-author"] : (string[])[]],
            Encoding.UTF8.GetBytes(message), date, committed ?? date);
        return Head;
    }

    public void Write(string name, string content)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public void Checkout(string branch, bool create = false) => Git([.. (string[])["checkout", "--quiet"], .. create ? ["-b"] : (string[])[], branch]);

    /// <summary>Merges with a commit of its own.</summary>
    public string Merge(string message, params string[] branches)
    {
        var date = FirstDate.AddMinutes(_commits++);
        Run([.. (string[])["merge", "--quiet", "--no-ff", "-m", message], .. branches], [], date, date);
        return Head;
    }

    /// <summary>Writes a commit byte by byte, however malformed.</summary>
    /// <param name="header">What stands between the tree and the message: parents, author, committer.</param>
    public string CommitRaw(byte[] header, byte[] message, string reference = "refs/heads/main")
    {
        var tree = Run(["hash-object", "-t", "tree", "-w", "--stdin"], []).Trim();
        byte[] commit = [.. Encoding.ASCII.GetBytes($"tree {tree}\n"), .. header, (byte)'\n', .. message];
        var sha = Run(["hash-object", "-t", "commit", "-w", "--literally", "--stdin"], commit).Trim();
        Git("update-ref", reference, sha);
        return sha;
    }

    public string CommitRaw(string header, string message, string reference = "refs/heads/main") =>
        CommitRaw(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(message), reference);

    /// <summary>Many or hostile commits at once, as a stream for <c>git fast-import</c>.</summary>
    public void FastImport(byte[] stream) => Run(["fast-import", "--quiet", "--force"], stream);

    public string Git(params string[] arguments) => Run(arguments, [], FirstDate.AddMinutes(_commits), FirstDate.AddMinutes(_commits));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Run(string[] arguments, byte[] input, DateTimeOffset authored = default, DateTimeOffset committed = default)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_AUTHOR_NAME"] = start.Environment["GIT_COMMITTER_NAME"] = Person.Name;
        start.Environment["GIT_AUTHOR_EMAIL"] = start.Environment["GIT_COMMITTER_EMAIL"] = Person.Email;
        start.Environment["GIT_AUTHOR_DATE"] = Raw(authored);
        start.Environment["GIT_COMMITTER_DATE"] = Raw(committed);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.Result}");
    }

    private static string Raw(DateTimeOffset date) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"@{Math.Max(0, date.ToUnixTimeSeconds())} {(date.Offset < TimeSpan.Zero ? '-' : '+')}{date.Offset:hhmm}");
}
