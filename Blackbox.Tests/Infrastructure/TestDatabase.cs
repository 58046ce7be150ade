using Blackbox.Core.Data;
using Npgsql;

namespace Blackbox.Tests.Infrastructure;

/// <summary>A fresh database; as a class fixture it lives as long as the class's tests.</summary>
public sealed class TestDatabase(Stack stack) : IAsyncLifetime
{
    private static int _count;
    private readonly string _name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _count)}";

    public NpgsqlDataSource DataSource { get; private set; } = null!;
    public string ConnectionString => stack.ConnectionString(_name);

    public BlackboxDb CreateContext() => Stack.Context(DataSource);

    public async ValueTask InitializeAsync()
    {
        await stack.CreateDatabaseAsync(_name);
        DataSource = stack.DataSource(_name);
    }

    /// <summary>Instead of <see cref="InitializeAsync"/>: a database without any schema.</summary>
    public async Task InitializeEmptyAsync()
    {
        await stack.CreateEmptyDatabaseAsync(_name);
        DataSource = stack.DataSource(_name);
    }

    /// <summary>Waits until somebody else has migrated it.</summary>
    public async Task WaitForSchemaAsync(TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < patience)
        {
            await using (var command = DataSource.CreateCommand("SELECT to_regclass('migrations') IS NOT NULL AND to_regclass('runs') IS NOT NULL"))
            {
                if (await command.ExecuteScalarAsync() is true)
                {
                    await DataSource.ReloadTypesAsync();
                    return;
                }
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new TimeoutException("Nobody migrated the database.");
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await stack.DropDatabaseAsync(_name);
    }
}
