using System.Globalization;
using Blackbox.Core.Operations;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs;

/// <summary>The real worker is killed at each step of a run; what a second one then makes of it must equal an undisturbed run, row by row.</summary>
public sealed class KillTests(Stack stack, KillTests.Undisturbed undisturbed) : IClassFixture<KillTests.Undisturbed>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static TheoryData<string, int> Steps
    {
        get
        {
            var steps = new TheoryData<string, int>();
            foreach (var point in FailPoints.All)
                steps.Add(point, 1);
            steps.Add(FailPoints.DayDrafted, 3);
            steps.Add(FailPoints.DayWritten, 3);
            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Run_ends_in_the_same_rows_when_its_worker_is_killed_at(string step, int arrival)
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        var scenario = new WorkerScenario(database);
        var runId = await scenario.RequestAsync(undisturbed.Repository);

        await using (var killed = WorkerProcess.Start(
            database.ConnectionString, ("FailPoints__KillAt", step), ("FailPoints__Arrival", arrival.ToString(CultureInfo.InvariantCulture))))
        {
            var exitCode = await killed.WaitForExitAsync(Patience);
            Assert.True(exitCode == WorkerProcess.KilledExitCode, $"It ended with {exitCode}:\n{killed.Output}");
        }

        await using var second = WorkerProcess.Start(database.ConnectionString);
        var run = await scenario.WaitUntilFinishedAsync(runId, second);
        Assert.Equal(0, await second.StopAsync());

        Assert.True(run.Status == RunStatus.Succeeded, run.Message);
        Assert.Equal(undisturbed.Rows, await RecordSnapshot.TakeAsync(database));
    }

    [Fact]
    public async Task Run_changes_nothing_and_calls_no_model_when_it_is_repeated()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        var scenario = new WorkerScenario(database);
        await using var worker = WorkerProcess.Start(database.ConnectionString);
        await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(undisturbed.Repository), worker);
        var again = await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(undisturbed.Repository), worker);

        Assert.Equal((0, 0), (again.SummariesWritten, again.ModelCalls));
        Assert.Contains("0 new, 0 changed, 0 gone", again.Message);
        Assert.Equal(undisturbed.Rows, await RecordSnapshot.TakeAsync(database));
    }

    [Fact]
    public async Task Run_that_a_stopping_worker_leaves_is_finished_by_the_next()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        var scenario = new WorkerScenario(database);
        await using var first = WorkerProcess.Start(database.ConnectionString);
        await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(undisturbed.Repository), first);
        var runId = await scenario.RequestAsync(undisturbed.Repository);
        Assert.Equal(0, await first.StopAsync());

        await using var second = WorkerProcess.Start(database.ConnectionString);
        Assert.Equal(RunStatus.Succeeded, (await scenario.WaitUntilFinishedAsync(runId, second)).Status);
    }

    [Fact]
    public async Task Two_workers_that_start_together_on_an_empty_database_both_come_up_and_double_nothing()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeEmptyAsync();
        (string, string)[] settings =
        [
            ("FirstStart__Email", WorkerScenario.Email), ("FirstStart__TimeZone", "Europe/Berlin"), ("FirstStart__Repositories__0", undisturbed.Repository),
        ];
        await using var first = WorkerProcess.Start(database.ConnectionString, settings);
        await using var second = WorkerProcess.Start(database.ConnectionString, settings);
        await database.WaitForSchemaAsync(Patience);
        var scenario = new WorkerScenario(database);
        await scenario.WaitForFirstStartAsync();

        var runs = new List<Guid>();
        for (var index = 0; index < 6; index++)
            runs.Add(await scenario.RequestAsync(undisturbed.Repository));
        foreach (var runId in runs)
            Assert.Equal(RunStatus.Succeeded, (await scenario.WaitUntilFinishedAsync(runId, first, second)).Status);

        Assert.Equal(0, await first.StopAsync());
        Assert.Equal(0, await second.StopAsync());
        var rows = await RecordSnapshot.TakeAsync(database);
        Assert.Equal(undisturbed.Rows.Where(IsOfRecord), rows.Where(IsOfRecord));
    }

    private static bool IsOfRecord(string row) =>
        row.StartsWith("activity", StringComparison.Ordinal) || row.StartsWith("identity", StringComparison.Ordinal);

    /// <summary>The history, and the rows that a run over it leaves when nothing happens to it.</summary>
    public sealed class Undisturbed(Stack stack) : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blackbox-kill-");

        public string Repository => Path.Combine(_folder.FullName, "history.git");
        public IReadOnlyList<string> Rows { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            await WorkerScenario.WriteHistoryAsync(Repository);
            await using var database = new TestDatabase(stack);
            await database.InitializeAsync();
            var scenario = new WorkerScenario(database);
            var runId = await scenario.RequestAsync(Repository);
            await using var worker = WorkerProcess.Start(database.ConnectionString);
            var run = await scenario.WaitUntilFinishedAsync(runId, worker);
            Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{worker.Output}");
            Rows = await RecordSnapshot.TakeAsync(database);
            Assert.True(Rows.Count > 30, string.Join('\n', Rows));
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
