using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Blackbox.Simulators.Jira;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Runs;

/// <summary>What is asked for through the database is done by a real worker, also when the first one dies of it.</summary>
public sealed class DirectoryWorkerTests(Stack stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(FailPoints.DirectoryListed)]
    [InlineData(FailPoints.DirectoryWritten)]
    public async Task Directory_is_listed_when_the_first_worker_is_killed_at(string step)
    {
        await using var simulator = await JiraSimulator.StartAsync(
            options => (options.Days, options.Deployment) = (2, Deployment.Server), TestContext.Current.CancellationToken);
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        var connection = new Connection
        {
            Platform = Platforms.Jira,
            Name = "Jira",
            BaseUrl = simulator.ApiUrl,
            Secret = new SecretProtector(Options.Create(new EncryptionOptions { Key = "only-for-tests-only-for-tests-only" })).Protect(new(simulator.Options.Secret)),
        };
        await using var db = database.CreateContext();
        db.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await db.RequestDirectoryAsync(connection.Id, TimeProvider.System, TestContext.Current.CancellationToken);

        await using (var killed = WorkerProcess.Start(database.ConnectionString, ("FailPoints__KillAt", step)))
        {
            var exitCode = await killed.WaitForExitAsync(Patience);
            Assert.True(exitCode == WorkerProcess.KilledExitCode, $"It ended with {exitCode}:\n{killed.Output}");
        }
        Assert.False(await db.Identities.AnyAsync(TestContext.Current.CancellationToken));

        await using var second = WorkerProcess.Start(database.ConnectionString);
        var started = TimeProvider.System.GetTimestamp();
        Connection listed;
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, second.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            listed = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == connection.Id, TestContext.Current.CancellationToken);
        }
        while (listed.DirectoryRequestedAt is not null);
        Assert.Equal(0, await second.StopAsync());

        Assert.Null(listed.DirectoryMessage);
        var people = await db.Identities.AsNoTracking().Where(identity => identity.ConnectionId == connection.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(people.Count, listed.DirectoryPeople);
        Assert.True(people.Count >= 20);
        Assert.Contains(people, person => person.Email is not null);
        Assert.Contains(people, person => !person.IsActive);
    }
}
