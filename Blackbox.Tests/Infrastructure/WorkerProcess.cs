using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Blackbox.Tests.Infrastructure;

/// <summary>The real worker program in a process of its own, so that it can be killed.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>128 + SIGKILL.</summary>
    public const int KilledExitCode = 137;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WorkerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Everything that it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static WorkerProcess Start(string connectionString, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Blackbox.Worker.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Not the test's folder, whose appsettings.json are another program's.
            WorkingDirectory = Path.GetTempPath(),
        };
        (string, string)[] all =
        [
            ("DOTNET_ENVIRONMENT", "Testing"), ("ConnectionStrings__blackbox", connectionString),
            ("ConnectionStrings__redis", "127.0.0.1:1,connectTimeout=500"), ("ConnectionStrings__chat", "Endpoint=http://127.0.0.1:1;Model=none"),
            ("ConnectionStrings__embedding", "Endpoint=http://127.0.0.1:1;Model=none"),
            ("Encryption__Key", "only-for-tests-only-for-tests-only"),
            ("Database__MinPoolSize", "0"), ("Database__MaxPoolSize", "10"),
            ("Scheduling__CheckinInterval", "00:00:01"), ("Scheduling__CheckinGrace", "00:00:01"),
            ("Collecting__LockTtl", "00:00:03"), ("Locking__Ttl", "00:00:03"), ("Collecting__RetryDelay", "00:00:00.5"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            .. settings,
        ];
        foreach (var (name, value) in all)
            start.Environment[name] = value;
        return new WorkerProcess(start);
    }

    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The worker did not end within {timeout}:\n{Output}");
        }
    }

    /// <summary>Waits until it is up, then asks it to stop, as Ctrl-C does.</summary>
    public async Task<int> StopAsync()
    {
        while (!_process.HasExited && !Output.Contains("Application started", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        await SignalAsync("-TERM");
        var exitCode = await WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.True(exitCode == 0, $"It ended with {exitCode}:\n{Output}");
        return exitCode;
    }

    /// <summary>Ends it at once, as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>It keeps its connections and does nothing any more.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
