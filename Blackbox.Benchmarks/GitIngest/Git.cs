using System.ComponentModel;
using System.Diagnostics;
using Blackbox.Benchmarks.Measuring;

namespace Blackbox.Benchmarks.GitIngest;

/// <summary>Runs the git program in a repository, without the account's own configuration.</summary>
internal static class Git
{
    /// <summary>Runs a command and gives what it says.</summary>
    public static async Task<string> AskAsync(string repository, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start("git", ["-C", repository, .. arguments], redirectInput: false, redirectOutput: true);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await FinishAsync(process, cancellationToken);
        return output.Trim();
    }

    /// <summary>Runs a command whose output goes nowhere, without a pipe in between.</summary>
    public static async Task ToNowhereAsync(string repository, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start("/bin/sh", ["-c", "exec git -C \"$@\" > /dev/null", "sh", repository, .. arguments], redirectInput: false, redirectOutput: false);
        await FinishAsync(process, cancellationToken);
    }

    /// <summary>Runs a command that reads what <paramref name="write"/> writes.</summary>
    public static async Task FeedAsync(
        string repository, IEnumerable<string> arguments, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        using var process = Start("git", ["-C", repository, .. arguments], redirectInput: true, redirectOutput: false);
        await using (var input = new BufferedStream(process.StandardInput.BaseStream, 1 << 20))
            await write(input);
        await FinishAsync(process, cancellationToken);
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool redirectInput, bool redirectOutput)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = redirectInput, RedirectStandardOutput = redirectOutput };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_PAGER"] = "cat";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new UsageException($"{program} could not be started: {missing.Message}.");
        }
    }

    private static async Task FinishAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0)
            throw new UsageException($"git ended with {process.ExitCode}.");
    }
}
