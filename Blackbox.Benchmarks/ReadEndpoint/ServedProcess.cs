using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Data;

namespace Blackbox.Benchmarks.ReadEndpoint;

/// <summary>A web program as a process of its own, on a free port of this machine alone.</summary>
internal sealed class ServedProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private string _said = "";

    private ServedProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public int PeakMemoryMegabytes
    {
        get
        {
            _process.Refresh();
            return (int)(_process.PeakWorkingSet64 >> 20);
        }
    }

    /// <param name="assembly">In this program's own folder.</param>
    /// <param name="path">What answers 200 once the program is ready.</param>
    public static async Task<ServedProcess> StartAsync(
        string assembly, string[] arguments, string connectionString, string path, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["OTEL_EXPORTER_OTLP_ENDPOINT", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"])
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment[$"ConnectionStrings__{DataSetup.ConnectionName}"] = connectionString;
        // Nothing that is measured needs Redis; the Api runs without it.
        start.Environment["ConnectionStrings__redis"] = "127.0.0.1:1,abortConnect=false";
        start.Environment["Encryption__Key"] = RandomNumberGenerator.GetHexString(64);
        // The web SDK gives its programs this garbage collector; both sides get the same.
        start.Environment["DOTNET_gcServer"] = "1";
        var served = new ServedProcess(Process.Start(start)!, port);
        try
        {
            await served.WaitAsync(path, cancellationToken);
            return served;
        }
        catch
        {
            served.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WaitAsync(string path, CancellationToken cancellationToken)
    {
        void Keep(object sender, DataReceivedEventArgs line) => _said = $"{_said[..Math.Min(_said.Length, 2_000)]}\n{line.Data}";
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var client = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartLimit && !_process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}{path}"), cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
        throw new UsageException($"The program that is to be measured does not answer {path}. It said:{_said}");
    }

    // Free at this moment; if another program takes it first, the start fails and says so.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
