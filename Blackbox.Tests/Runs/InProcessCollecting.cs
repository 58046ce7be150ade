using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;

namespace Blackbox.Tests.Runs;

/// <summary>The collecting part of a worker, which does at once what a scheduler would do in time.</summary>
internal sealed class InProcessCollecting(TestDatabase database, RecordScenario scenario, Connection connection) : IAsyncDisposable
{
    // Without Redis locks go through the database, and budgets are this process's own.
    private readonly ConnectionMultiplexer _redis = ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false,connectTimeout=100");
    private ServiceProvider? _services;

    /// <summary>Carries out the task that waits, or else a new run's.</summary>
    /// <param name="impatient">Gives a request half a second.</param>
    public async Task RunAsync(bool impatient = false)
    {
        var taskId = await WaitingTaskAsync() ?? await PlanAsync();
        if (impatient)
        {
            await using var services = Build("00:00:00.500");
            await ExecuteAsync(services, taskId);
            return;
        }
        await ExecuteAsync(_services ??= Build("00:00:30"), taskId);
    }

    /// <summary>As another worker would begin, long after.</summary>
    public void ForgetBudgets()
    {
        _services?.Dispose();
        _services = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await _redis.CloseAsync();
        _redis.Dispose();
    }

    private static async Task ExecuteAsync(ServiceProvider services, Guid taskId)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CollectionRunner>().ExecuteAsync(taskId, TestContext.Current.CancellationToken);
    }

    private async Task<Guid?> WaitingTaskAsync()
    {
        await using var db = scenario.Db();
        var task = await db.CollectionTasks.AsNoTracking().SingleOrDefaultAsync(
            task => task.ConnectionId == connection.Id && (task.Status == CollectionTaskStatus.Queued || task.Status == CollectionTaskStatus.Running),
            TestContext.Current.CancellationToken);
        return task?.Id;
    }

    private async Task<Guid> PlanAsync()
    {
        await using var db = scenario.Db();
        var user = await db.Users.SingleAsync(user => user.Id == connection.UserId, TestContext.Current.CancellationToken);
        var run = await db.RequestRunAsync(user.Id, RunTrigger.Manual, scenario.From, scenario.To);
        await db.PlanAsync(run, user, TimeProvider.System, TestContext.Current.CancellationToken);
        return (await db.RunTasks.SingleAsync(link => link.RunId == run.Id, TestContext.Current.CancellationToken)).TaskId;
    }

    private ServiceProvider Build(string attemptTimeout)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Encryption:Key"] = RecordScenario.EncryptionKey,
            ["Rest:Tries"] = "2",
            ["Rest:RetryDelay"] = "00:00:00.001",
            ["Rest:AttemptTimeout"] = attemptTimeout,
            ["Budgets:UnknownAllowance"] = "1000",
            ["Slack:ListsPerMinute"] = "1000",
            ["Slack:MessagesPerMinute"] = "1000",
            ["Slack:MembersPerMinute"] = "1000",
            ["Collecting:RetryDelay"] = "00:00:00.1",
            ["Collecting:BreakerPause"] = "00:00:00.1",
        }).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Testing" });
        services.AddSingleton<IConnectionMultiplexer>(_redis);
        services.AddLogging().AddBlackboxData().AddSecrets().AddLocking().AddCollecting().AddPlatforms();
        services.AddSingleton(database.DataSource);
        return services.BuildServiceProvider();
    }
}
