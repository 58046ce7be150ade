using System.Diagnostics;

namespace Blackbox.Tests.Infrastructure;

/// <summary>Runs the git program for tests that make histories.</summary>
internal static class GitCommand
{
    /// <summary>Makes a bare repository from a stream as <c>git fast-import</c> reads it, replacing its branches.</summary>
    public static async Task FastImportAsync(string repository, string script)
    {
        if (!Directory.Exists(repository))
            await RunAsync(["init", "-q", "--bare", "-b", "main", repository]);
        await RunAsync(["-C", repository, "fast-import", "--quiet", "--force"], script);
    }

    public static async Task<string> RunAsync(IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync();
        var errors = git.StandardError.ReadToEndAsync();
        await git.StandardInput.WriteAsync(input);
        git.StandardInput.Close();
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? await output : throw new InvalidOperationException(await errors);
    }
}
