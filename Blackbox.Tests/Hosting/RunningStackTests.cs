using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Blackbox.Tests.Hosting;

/// <summary>The engine of the local stack as a person meets it: a process on a terminal, real servers, Ctrl-C, kill -9.</summary>
[SupportedOSPlatform("linux")]
public sealed class RunningStackTests
{
    [Fact]
    public async Task Stack_has_its_data_again_after_an_orderly_stop_and_after_kill_9_and_leaves_no_process()
    {
        using var data = new DataFolder();
        await using (var first = await SampleRun.Start(data.Path, "--Servers=true", "--UseVolumes=true").ReadyAsync())
        {
            await using var database = await OpenAsync(data, first);
            await ExecuteAsync(database, "CREATE EXTENSION vector; CREATE TABLE kept (word text); INSERT INTO kept VALUES ('one')");
            Assert.Equal("5MB", await ScalarAsync(database, "SHOW work_mem"));
            Assert.Equal("+OK", await RedisAsync(data, first, "SET kept one"));
            await database.CloseAsync();

            Assert.Equal(0, await first.InterruptAsync());
            var stopped = first.Lines.Where(line => line.EndsWith("| stopping", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);
            Assert.Equal(["service", "redis", "postgres"], stopped);
        }

        await using (var second = await SampleRun.Start(data.Path, "--Servers=true", "--UseVolumes=true").ReadyAsync())
        {
            await using var database = await OpenAsync(data, second);
            Assert.Equal("one", await ScalarAsync(database, "SELECT word FROM kept"));
            await ExecuteAsync(database, "INSERT INTO kept VALUES ('two')");
            Assert.Equal("one", await RedisAsync(data, second, "GET kept"));
            await database.CloseAsync();

            var all = LiveProcess.DescendantsOf(second.Id);
            // The service, Redis, PostgreSQL and its own processes.
            Assert.True(all.Count >= 6, $"{all.Count} processes");
            await second.KillAsync();
            await EventuallyAsync(() => all.All(process => !process.IsAlive), "a process outlived the killed application");
        }

        // After a crash of the machine, the number in PostgreSQL's lock file belongs to whatever program has it now: here, this one.
        var folder = Path.Combine(data.Path, "volumes", "sample-postgres");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "postmaster.pid"), $"{Environment.ProcessId}\n{folder}\n1\n5432\n\n\n\n", TestContext.Current.CancellationToken);
        await using var third = await SampleRun.Start(data.Path, "--Servers=true", "--UseVolumes=true").ReadyAsync();
        await using var again = await OpenAsync(data, third);
        Assert.Equal("2", await ScalarAsync(again, "SELECT count(*)::text FROM kept"));
    }

    [Fact]
    public async Task Stack_takes_other_ports_and_says_so_when_its_own_are_taken()
    {
        using var data = new DataFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var run = await SampleRun.Start(data.Path, "--Servers=true", $"--PostgresPort={port}").ReadyAsync();

        await run.LineAsync($"port {port} is taken");
        Assert.NotEqual(port, run.PortOf("postgres"));
        await using var database = await OpenAsync(data, run);
    }

    [Fact]
    public async Task Generated_passwords_are_for_the_owner_only()
    {
        using var data = new DataFolder();
        await using var run = await SampleRun.Start(data.Path, "--Servers=true").ReadyAsync();
        var file = Path.Combine(data.Path, "secrets.json");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var visible = LiveProcess.DescendantsOf(run.Id).Select(process => CommandLine(process.Id)).Append(run.Output);
        Assert.All(visible, text =>
        {
            Assert.DoesNotContain(Secret(data, "postgres-password"), text, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret(data, "redis-password"), text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Made_up_parameter_is_the_same_at_the_next_start_unless_the_configuration_names_one()
    {
        using var data = new DataFolder();
        var first = await MadeAsync(data);
        Assert.Matches("^[a-zA-Z0-9]{44}$", first);
        Assert.Equal(first, Secret(data, "made"));
        Assert.Equal(first, await MadeAsync(data));
        Assert.Equal("given", await MadeAsync(data, "--Parameters:made=given"));

        using var elsewhere = new DataFolder();
        Assert.NotEqual(first, await MadeAsync(elsewhere));
    }

    [Fact]
    public async Task Resource_that_ends_is_reported_with_its_exit_code_and_the_rest_goes_on()
    {
        using var data = new DataFolder();
        await using var run = await SampleRun.Start(data.Path, "--Replicas=2", "--Parameters:secret=hush").ReadyAsync();
        using var http = new HttpClient();

        using var ended = await http.PostAsync(
            new Uri($"http://localhost:{run.PortOf("service")}/exit/7"), null, TestContext.Current.CancellationToken)
            .ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : null, TaskScheduler.Default);

        Assert.Contains("service", await run.LineAsync("ended with exit code 7. It is not restarted"), StringComparison.Ordinal);
        using var other = await http.GetAsync(new Uri($"http://localhost:{run.PortOf("other")}/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    private static async Task<string?> MadeAsync(DataFolder data, params string[] arguments)
    {
        await using var run = await SampleRun.Start(data.Path, arguments).ReadyAsync();
        using var http = new HttpClient();
        var environment = await http.GetFromJsonAsync<Dictionary<string, string>>(
            new Uri($"http://localhost:{run.PortOf("service")}/environment"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(environment!["MADE"], run.Output, StringComparison.Ordinal);
        return environment["MADE"];
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Secret(DataFolder data, string name) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(data.Path, "secrets.json")))![name];

    private static async Task<NpgsqlConnection> OpenAsync(DataFolder data, SampleRun run)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = run.PortOf("postgres"),
            Username = "postgres",
            Password = Secret(data, "postgres-password"),
            Database = "app-data",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    /// <returns>The answer's last line: "+OK", or the value.</returns>
    private static async Task<string> RedisAsync(DataFolder data, SampleRun run, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, run.PortOf("redis"));
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Secret(data, "redis-password")}\r\n{command}\r\nQUIT\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var lines = (await reader.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        // "+OK" to AUTH, the answer, "+OK" to QUIT
        return lines[^2];
    }

    private static async Task EventuallyAsync(Func<bool> condition, string otherwise)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 100, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
