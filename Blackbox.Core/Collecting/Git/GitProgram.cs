using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Git;

/// <summary>
/// The git program, run so that a repository is only data: nothing that its configuration, attributes or hooks name is executed, nothing
/// is fetched, written or asked for, and neither this process's environment nor the account's own git configuration plays a part.
/// </summary>
internal sealed class GitProgram(IOptions<GitOptions> options, TimeProvider time)
{
    /// <summary>The first version that leaves the account's configuration out when it is told so.</summary>
    private static readonly Version Oldest = new(2, 32);

    private static readonly Version SinceAsFilter = new(2, 37);

    // Passed on because programs need them to start; git's own variables and our secrets are not among them.
    private static readonly string[] Inherited =
        ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot", "SystemDrive", "windir", "SUDO_UID"];

    private static readonly (string Name, string Value)[] Environment =
    [
        ("LC_ALL", "C"),
        ("HOME", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        // An empty list allows no protocol and outranks what the repository's configuration allows.
        ("GIT_ALLOW_PROTOCOL", ""),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        // What a sha says is what was committed, not what a replacement or a graft pretends.
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_GRAFT_FILE", "/dev/null"),
    ];

    // The command line outranks the repository's configuration.
    private static readonly string[] Configuration =
    [
        "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null", "core.pager=cat", "core.askPass=",
        "core.sshCommand=false", "core.gitProxy=", "core.bigFileThreshold=512m", "credential.helper=", "protocol.allow=never", "gpg.program=false",
        "submodule.recurse=false", "maintenance.auto=false", "gc.auto=0", "mailmap.file=", "mailmap.blob=",
        "log.showSignature=false", "log.showRoot=true", "diff.orderFile=/dev/null", "diff.renameLimit=1000", "diff.relative=false",
        "i18n.logOutputEncoding=UTF-8",
    ];

    private Version? _version;

    /// <summary>Starts git in a directory.</summary>
    /// <exception cref="GitException">There is no such program.</exception>
    public GitProcess Start(string directory, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = StartInfo();
        foreach (var setting in Configuration)
            Add(start, "-c", setting);
        if (TrustedParent(directory) is { } parent)
        {
            // Trust does not reach above the trusted directory when git looks for a repository upwards.
            Add(start, "-c", "safe.directory=*");
            start.Environment["GIT_CEILING_DIRECTORIES"] = parent;
        }
        Add(start, "-C", directory);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Launch(start, cancellationToken);
    }

    /// <summary>Runs git to its end; for commands with little to say.</summary>
    public async Task<GitResult> RunAsync(string directory, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(directory, arguments, cancellationToken);
        return await process.ReadToEndAsync();
    }

    /// <summary>True when git can list only what is newer than an instant without ending the listing at the first older commit.</summary>
    /// <exception cref="GitException">git is missing or too old.</exception>
    public async ValueTask<bool> CheckVersionAsync(CancellationToken cancellationToken)
    {
        if (_version is null)
        {
            var start = StartInfo();
            start.ArgumentList.Add("version");
            await using var process = Launch(start, cancellationToken);
            var result = await process.ReadToEndAsync();
            if (result.ExitCode != 0 || ParseVersion(result.Output) is not { } version)
                throw new GitException(GitCodes.GitMissing, $"\"{options.Value.Executable}\" does not answer as git does.");
            if (version < Oldest)
                throw new GitException(GitCodes.GitTooOld, $"git {version} is installed; {Oldest} or newer is needed.");
            _version = version;
        }
        return _version >= SinceAsFilter;
    }

    // "git version 2.39.5", "git version 2.50.1 (Apple Git-155)", "git version 2.49.0.windows.1"
    internal static Version? ParseVersion(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parts = words is ["git", "version", var number, ..] ? number.Split('.') : [];
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? new(major, minor)
                : null;
    }

    private string? TrustedParent(string directory)
    {
        foreach (var entry in options.Value.TrustedDirectories)
        {
            if (!Path.IsPathFullyQualified(entry))
                continue;
            var trusted = Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry));
            var below = Path.EndsInDirectorySeparator(trusted) ? trusted : trusted + Path.DirectorySeparatorChar;
            if (directory == trusted || directory.StartsWith(below, StringComparison.Ordinal))
                return Path.GetDirectoryName(trusted) ?? trusted;
        }
        return null;
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Locate(options.Value.Executable))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                start.Environment[name] = value;
        }
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        start.ArgumentList.Add("--no-pager");
        return start;
    }

    private GitProcess Launch(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new GitException(GitCodes.GitMissing, $"\"{options.Value.Executable}\" could not be started: {e.Message}.");
        }
        return new GitProcess(process, options.Value, time, cancellationToken);
    }

    // Not left to Process, which looks into the current directory before PATH.
    private static string Locate(string executable)
    {
        if (Path.IsPathFullyQualified(executable))
            return executable;
        if (Path.GetFileName(executable) == executable)
        {
            var file = OperatingSystem.IsWindows() && !Path.HasExtension(executable) ? executable + ".exe" : executable;
            foreach (var folder in (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            {
                if (Path.IsPathFullyQualified(folder) && Path.Combine(folder, file) is var path && File.Exists(path))
                    return path;
            }
        }
        throw new GitException(GitCodes.GitMissing, $"There is no program \"{executable}\" in PATH; install git, or set Git:Executable.");
    }

    private static void Add(ProcessStartInfo start, string option, string value)
    {
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(value);
    }
}

/// <param name="Output">Its first megabyte.</param>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    public bool Ok => ExitCode == 0;
}
