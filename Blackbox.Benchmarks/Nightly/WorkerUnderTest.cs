using System.Diagnostics;
using System.Security.Cryptography;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Data;

namespace Blackbox.Benchmarks.Nightly;

/// <summary>The real worker as a process of its own.</summary>
internal sealed class WorkerUnderTest : IDisposable
{
    private readonly Process _process;
    private string _said = "";

    private WorkerUnderTest(Process process) => _process = process;

    public static string NewKey() => RandomNumberGenerator.GetHexString(64);

    public string Said => _said;

    public bool HasExited => _process.HasExited;

    public int PeakMemoryMegabytes
    {
        get
        {
            _process.Refresh();
            return (int)(_process.PeakWorkingSet64 >> 20);
        }
    }

    public static WorkerUnderTest Start(string connectionString, string encryptionKey)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Blackbox.Worker.dll")])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment[$"ConnectionStrings__{DataSetup.ConnectionName}"] = connectionString;
        start.Environment["ConnectionStrings__redis"] = Environment.GetEnvironmentVariable("ConnectionStrings__redis") ?? "127.0.0.1:1,abortConnect=false";
        foreach (var model in (string[])["chat", "embedding"])
            start.Environment[$"ConnectionStrings__{model}"] = "Endpoint=http://127.0.0.1:1;Model=none";
        start.Environment["Encryption__Key"] = encryptionKey;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var worker = new WorkerUnderTest(Process.Start(start) ?? throw new UsageException("The worker could not be started."));
        worker._process.OutputDataReceived += worker.Keep;
        worker._process.ErrorDataReceived += worker.Keep;
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line) => _said = $"{_said[..Math.Min(_said.Length, 4_000)]}\n{line.Data}";
}
