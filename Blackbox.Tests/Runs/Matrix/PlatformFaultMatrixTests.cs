using System.Text.RegularExpressions;
using Blackbox.Simulators;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs.Matrix;

/// <summary>
/// Each request of a run meets each kind of fault, after something has changed on the platform: the record is then what it was or what is true now, item by
/// item, and the run after it makes it whole.
/// </summary>
public sealed class PlatformFaultMatrixTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int MaxPages = 8;

    public static readonly TheoryData<string> Platforms =
    [
        SimulatedPlatform.JiraCloud, SimulatedPlatform.JiraServer, SimulatedPlatform.ConfluenceCloud, SimulatedPlatform.ConfluenceServer, SimulatedPlatform.Slack,
    ];

    public static readonly MatrixTheoryData<string, FaultKind> Matrix = new(
        Platforms.Select(row => row.Data),
        [
            FaultKind.SecondaryLimit429, FaultKind.ServerError, FaultKind.CutBefore, FaultKind.CutMiddle, FaultKind.SlowDrip, FaultKind.MalformedJson,
            FaultKind.MalformedItem,
        ]);

    [Theory]
    [MemberData(nameof(Matrix))]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_a_request_meets(string platform, FaultKind kind) => WalkAsync(platform, kind, _ => null);

    [Theory]
    [MemberData(nameof(Platforms))]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_an_item_is_deleted_between_requests(string platform) =>
        WalkAsync(platform, FaultKind.Change, simulated => simulated.Deletion);

    [Theory]
    [MemberData(nameof(Platforms))]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_an_item_is_edited_between_requests(string platform) =>
        WalkAsync(platform, FaultKind.Change, simulated => simulated.Edit);

    private async Task WalkAsync(string platform, FaultKind kind, Func<SimulatedPlatform, SimulatedChange?> meanwhile)
    {
        await using var scenario = await PlatformScenario.StartAsync(database.DataSource, platform);
        var simulator = scenario.Platform.Simulator;
        var connection = await scenario.ConnectAsync();
        await using var collecting = new InProcessCollecting(database, scenario, connection);
        await collecting.RunAsync();
        RecordScenario.AssertSame(scenario.Truth(), await scenario.RecordAsync(connection, scenario.Platform), "at first");

        // A platform with many pages is met at some of them, evenly spread; what a step adds is not walked.
        var all = simulator.Requests.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal).ToList();
        var pages = all.Where((_, index) => all.Count <= MaxPages || index * MaxPages / all.Count != (index - 1) * MaxPages / all.Count).ToList();
        var met = 0;
        foreach (var page in pages)
        {
            var before = scenario.Truth();
            scenario.Platform.Step();
            var now = scenario.Truth();
            await scenario.ForgetAnswersAsync();
            simulator.ClearRequests();
            var change = meanwhile(scenario.Platform);
            // A client tries more than once: what breaks a page goes on until it gives up.
            var fault = simulator.Faults.Add(new()
            {
                Kind = kind,
                Path = $"~^{Regex.Escape(page)}$",
                Times = change is null && kind != FaultKind.SecondaryLimit429 ? 0 : 1,
                Pause = TimeSpan.FromMilliseconds(200),
                RetryAfter = TimeSpan.FromSeconds(1),
                Change = change,
            });
            await collecting.RunAsync(impatient: kind == FaultKind.SlowDrip);

            met += fault.Uses > 0 ? 1 : 0;
            if (fault.Uses > 0 && change == scenario.Platform.Deletion)
                scenario.Platform.IsGone();
            var context = $"{platform}, {kind} at {page}";
            AssertNotWorse(await scenario.RecordAsync(connection, scenario.Platform), context, before, now, scenario.Truth());

            simulator.Faults.Clear();
            simulator.ClearLimits();
            collecting.ForgetBudgets();
            await scenario.ForgetAnswersAsync();
            await collecting.RunAsync();
            RecordScenario.AssertSame(scenario.Truth(), await scenario.RecordAsync(connection, scenario.Platform), context);
        }
        output.WriteLine($"{platform}, {kind}: {met} of {pages.Count} pages met it");
        Assert.Empty(simulator.UnknownRequests);
        Assert.True(met >= Math.Min(3, pages.Count) && met >= pages.Count / 2, $"Only {met} of {pages.Count} pages met it:\n{string.Join('\n', pages)}");
    }

    // What was true all the time is there; what is there was true at some time.
    internal static void AssertNotWorse(List<string> record, string context, params List<string>[] truths)
    {
        var lost = truths.Select(truth => truth.Select(KeyOf)).Aggregate((some, others) => some.Intersect(others)).Except(record.Select(KeyOf)).ToList();
        var untrue = record.Where(row => !truths.Any(truth => truth.Contains(row))).ToList();
        Assert.True(lost.Count == 0 && untrue.Count == 0, $"{context}\nlost:\n{string.Join('\n', lost)}\nnever true:\n{string.Join('\n', untrue)}");
        Assert.Equal(record.Count, record.Select(KeyOf).Distinct().Count());
    }

    private static string KeyOf(string row) => row.Split(" | ")[0];
}
