using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Blackbox.Tests.Infrastructure;

/// <summary>A PostgreSQL of a test's own, that may crash and be started again with its data. It keeps its port.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private const string Password = "only-for-tests";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("blackbox-postgres-").FullName;
    private readonly int _port = NativeServer.FreePort();
    private Process? _process;

    private PostgresProcess()
    {
    }

    /// <summary>Of the database that a server has from the beginning.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Password={Password};Database=postgres");

    public static async Task<PostgresProcess> StartNewAsync()
    {
        var postgres = new PostgresProcess();
        await postgres.StartAsync();
        return postgres;
    }

    public async Task StartAsync()
    {
        _process = await NativeServer.StartAsync(
            "postgres", Path.Combine(_folder, "data"), _port, ["-c", "shared_buffers=32MB"], ("POSTGRES_PASSWORD", Password), ("THROW_AWAY", "true"));
        var begun = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begun) > Patience)
                throw new InvalidOperationException("PostgreSQL does not start: see what eng/native-servers.sh says.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Ends it without a checkpoint: every session is cut, and the next start recovers.</summary>
    public Task CrashAsync() => EndAsync("-QUIT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await EndAsync("-QUIT");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        await NativeServer.SignalAsync(_process!, signal);
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
