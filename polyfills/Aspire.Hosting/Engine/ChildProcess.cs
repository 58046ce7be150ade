using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Aspire.Hosting.Engine;

/// <summary>
/// A process that cannot outlive this one. On Linux the kernel signals it when this process is gone, however that came about, and it
/// has a session of its own, so that Ctrl-C on the terminal reaches only this process, which then stops the others in order.
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int LongestLine = 16 * 1024;
    private static readonly BlockingCollection<Action> Starts = StartThread();
    private static readonly bool CanTie = OperatingSystem.IsLinux() && IsInstalled("setsid") && IsInstalled("setpriv");
    private readonly Process _process;

    private ChildProcess(Process process, Action<string, bool> onLine)
    {
        _process = process;
        Id = process.Id;
        var output = PumpAsync(process.StandardOutput, line => onLine(line, false));
        var errors = PumpAsync(process.StandardError, line => onLine(line, true));
        Exited = WaitAsync(output, errors);
    }

    public enum Signal
    {
        Interrupt = 2,
        Kill = 9,
        Terminate = 15,
    }

    public int Id { get; }

    /// <summary>The exit code; 128 + n when signal n ended the process.</summary>
    public Task<int> Exited { get; }

    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="onLine">Gets each line, and whether it came from the error stream.</param>
    public static Task<ChildProcess> StartAsync(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string?> environment, Action<string, bool> onLine)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(command, folder, environment, onLine));
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <summary>Asks the process (or its whole group) to end, and ends the group when that has not happened in time.</summary>
    public async Task StopAsync(Signal signal, TimeSpan patience, bool wholeGroup = false)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        _ = Kill(wholeGroup && CanTie ? -Id : Id, (int)signal);
        try
        {
            await Exited.WaitAsync(patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    public void Kill()
    {
        if (!Exited.IsCompleted)
        {
            _ = Kill(-Id, (int)Signal.Kill);
            _ = Kill(Id, (int)Signal.Kill);
        }
    }

    public void Dispose() => _process.Dispose();

    private static ChildProcess Start(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string?> environment, Action<string, bool> onLine)
    {
        IReadOnlyList<string> tied = CanTie ? ["setsid", "setpriv", "--pdeathsig", "KILL", "--", .. command] : command;
        var info = new ProcessStartInfo(tied[0], tied.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return new(process, onLine);
    }

    // The kernel's "parent death" signal is sent when the parent's *thread* ends, so all children come from one that never does.
    private static BlockingCollection<Action> StartThread()
    {
        var queue = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var start in queue.GetConsumingEnumerable())
            {
                start();
            }
        })
        {
            IsBackground = true,
            Name = "Child processes",
        };
        thread.Start();
        return queue;
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<int> WaitAsync(Task output, Task errors)
    {
        await _process.WaitForExitAsync();
        // The last lines say why it ended; but a grandchild that keeps the pipe open must not hold us up.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
            {
                foreach (var c in buffer.AsSpan(0, read))
                {
                    if (c == '\n' || line.Length == LongestLine)
                    {
                        onLine(line.ToString());
                        line.Clear();
                    }

                    // Logs may carry text from outside; it must not drive the terminal.
                    if (c is not ('\n' or '\r'))
                    {
                        line.Append(char.IsControl(c) && c != '\t' ? '\u00B7' : c);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe broke with the process.
        }

        if (line.Length > 0)
        {
            onLine(line.ToString());
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
