using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Blackbox.Tests.Infrastructure;

/// <summary>Starts one of the servers that <c>eng/native-servers.sh</c> runs without a container.</summary>
internal static class NativeServer
{
    /// <param name="name">As the script knows it.</param>
    /// <param name="folder">Where its data are.</param>
    // The kernel ends the server with the thread that started it: that thread waits for the server.
    public static Task<Process> StartAsync(string name, string folder, int port, IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var script = Path.Combine(Clone(), "eng", "native-servers.sh");
            var start = new ProcessStartInfo("bash", [script, name, folder, port.ToString(CultureInfo.InvariantCulture), .. options])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (key, value) in environment)
                start.Environment[key] = value;
            var process = Process.Start(start)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var ended = new ManualResetEventSlim();
            process.Exited += (_, _) => ended.Set();
            process.EnableRaisingEvents = true;
            started.SetResult(process);
            ended.Wait();
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();
        return started.Task;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static string Clone()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Blackbox.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in a clone.");
        return folder.FullName;
    }
}
