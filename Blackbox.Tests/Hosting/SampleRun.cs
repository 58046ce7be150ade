using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Blackbox.Tests.Hosting;

/// <summary>The sample application as a process of its own, as a person runs it, with its data in a folder of the test.</summary>
internal sealed partial class SampleRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<Func<string, bool>, TaskCompletionSource<string>> _awaited = new();

    private SampleRun(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _lines);

    public IReadOnlyList<string> Lines => [.. _lines];

    public int Id => _process.Id;

    public static SampleRun Start(string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Projects.Sample_AppHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NativeStack__DataDirectory"] = dataFolder;
        start.Environment["NativeStack__Dashboard"] = "false";
        // What the shell of the person who runs the tests says must not decide what they see.
        foreach (var name in new[] { "ConnectionStrings__app", "ConnectionStrings__redis", "Parameters__postgres-password", "OLLAMA_HOST" })
        {
            start.Environment.Remove(name);
        }

        return new(start);
    }

    public async Task<string> LineAsync(string part)
    {
        bool Wanted(string line) => line.Contains(part, StringComparison.Ordinal);
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[Wanted] = found;
        if (_lines.FirstOrDefault(Wanted) is { } already)
        {
            return already;
        }

        try
        {
            return await found.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No line with '{part}' in:\n{Output}");
        }
    }

    public async Task<SampleRun> ReadyAsync()
    {
        await LineAsync("=== Ready in");
        // The list of addresses is written in one go right after it.
        await LineAsync("Ctrl-C stops everything");
        return this;
    }

    /// <summary>"  postgres  127.0.0.1:40123  ..." in the list of addresses.</summary>
    public int PortOf(string resource)
    {
        var row = Lines.Single(line => line.StartsWith($"  {resource} ", StringComparison.Ordinal));
        return int.Parse(PortInRow().Match(row).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async Task<int> InterruptAsync()
    {
        _ = Kill(_process.Id, 2);
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        _ = Kill(_process.Id, 9);
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await InterruptAsync();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        foreach (var (wanted, found) in _awaited.Where(entry => entry.Key(line)))
        {
            found.TrySetResult(line);
        }
    }

    [GeneratedRegex(@":(\d+)(\s|$)")]
    private static partial Regex PortInRow();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int id, int signal);
}
