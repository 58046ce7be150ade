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

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await stack.DropDatabaseAsync(_name);
    }
}
