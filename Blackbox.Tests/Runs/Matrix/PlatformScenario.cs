using Blackbox.Core.Collecting;
using Blackbox.Core.Users;
using Npgsql;

namespace Blackbox.Tests.Runs.Matrix;

/// <summary>Simulated platforms, and connections to them.</summary>
internal sealed class PlatformScenario(NpgsqlDataSource dataSource, params IReadOnlyList<SimulatedPlatform> platforms) : RecordScenario(dataSource), IAsyncDisposable
{
    public override DateOnly From => To.AddDays(1 - platforms[0].Options.Days);

    public override DateOnly To => platforms[0].Options.EndDate;

    public static async Task<PlatformScenario> StartAsync(NpgsqlDataSource dataSource, string platform) =>
        new(dataSource, await SimulatedPlatform.StartAsync(platform));

    public SimulatedPlatform Platform => platforms[0];

    public IReadOnlyList<SimulatedPlatform> Platforms => platforms;

    public async Task<Connection> ConnectAsync() => await ConnectAsync(await AddUserAsync(), Platform);

    /// <param name="owner">Null for a shared one.</param>
    public Task<Connection> ConnectAsync(User? owner, SimulatedPlatform platform) =>
        ConnectAsync(owner, platform.Platform, platform.Platform, platform.Simulator.ApiUrl, platform.Settings, platform.Secret, RecordScope.Mine);

    /// <inheritdoc cref="RecordScenario.RecordAsync"/>
    public async Task<List<string>> RecordAsync(Connection connection, SimulatedPlatform platform) =>
        [.. (await RecordAsync(connection)).Where(row => platform.UnknownBot is not { } bot || !row.StartsWith($"{bot} ", StringComparison.Ordinal))];

    public List<string> Truth() => Truth(Platform);

    public List<string> Truth(SimulatedPlatform platform) => Rows(platform.Truth(Window));

    public async ValueTask DisposeAsync()
    {
        foreach (var platform in platforms)
            await platform.DisposeAsync();
    }
}
