using System.Text.RegularExpressions;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>
/// Each request of a run meets each kind of fault, after the organisation has changed: the record is then what it was or what is true now, item by item,
/// and the run after it makes it whole.
/// </summary>
public sealed class FaultMatrixTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private static readonly string Settings = $$"""{"repositories": ["{{GitHubScenario.Storefront}}"]}""";

    /// <summary>The last of a page, which the record has already.</summary>
    private const int OldestItem = 1_000;

    [Theory]
    [InlineData(FaultKind.SecondaryLimit429)]
    [InlineData(FaultKind.SecondaryLimit403)]
    [InlineData(FaultKind.PrimaryLimit)]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.SlowDrip)]
    [InlineData(FaultKind.MalformedJson)]
    [InlineData(FaultKind.MalformedItem)]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_a_request_meets(FaultKind kind) => WalkAsync(kind, _ => null);

    [Fact]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_an_item_is_deleted_between_requests() => WalkAsync(FaultKind.Change, edits => edits.Deletion);

    [Fact]
    public Task No_day_is_ever_worse_and_the_next_run_is_whole_when_an_item_is_edited_between_requests() => WalkAsync(FaultKind.Change, edits => edits.Edit);

    private async Task WalkAsync(FaultKind kind, Func<OrganisationEdits, OrganisationChange?> meanwhile)
    {
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource);
        var edits = new OrganisationEdits(scenario.Simulator, GitHubScenario.Storefront);
        var connection = await scenario.ConnectAsync(Settings);
        await using var collecting = new InProcessCollecting(database, scenario, connection);
        await collecting.RunAsync();
        GitHubScenario.AssertSame(Truth(), await scenario.RecordAsync(connection));

        var (met, pages) = (0, Pages());
        for (var index = 0; index < pages.Count; index++)
        {
            var before = Truth();
            edits.Step();
            var now = Truth();
            await scenario.ForgetAnswersAsync();
            scenario.Simulator.ClearRequests();
            var change = meanwhile(edits);
            // A client tries more than once: what breaks a page goes on until it gives up.
            var fault = scenario.Simulator.Faults.Add(new()
            {
                Kind = kind,
                Path = $"~^{Regex.Escape(pages[index])}$",
                Times = change is null && !IsLimit(kind) ? 0 : 1,
                Pause = TimeSpan.FromMilliseconds(200),
                Change = change,
                Item = OldestItem,
            });
            await collecting.RunAsync(impatient: kind == FaultKind.SlowDrip);

            met += fault.Uses > 0 ? 1 : 0;
            if (change?.Kind == ChangeKind.DeleteComment && fault.Uses > 0)
                edits.CommentIsGone();
            var context = $"{kind} at {pages[index]}";
            AssertNotWorse(await scenario.RecordAsync(connection), context, before, now, Truth());

            scenario.Simulator.Faults.Clear();
            scenario.Simulator.ClearLimits();
            if (IsLimit(kind))
                collecting.ForgetBudgets();
            scenario.Simulator.ClearRequests();
            await collecting.RunAsync();
            GitHubScenario.AssertSame(Truth(), await scenario.RecordAsync(connection), context);
            pages = Pages();
        }
        output.WriteLine($"{kind}: {met} of {pages.Count} pages met it");
        Assert.Empty(scenario.Simulator.UnknownRequests);
        Assert.True(met >= pages.Count - 1 && met >= 8, $"Only {met} of {pages.Count} pages met it.");

        List<string> Truth() => scenario.Truth(GitHubScenario.Storefront);
        List<string> Pages() => [.. scenario.Simulator.Requests.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool IsLimit(FaultKind kind) => kind is FaultKind.SecondaryLimit403 or FaultKind.SecondaryLimit429 or FaultKind.PrimaryLimit;

    // What was true all the time is there; what is there was true at some time.
    private static void AssertNotWorse(List<string> record, string context, params List<string>[] truths)
    {
        var lost = truths.Select(truth => truth.Select(KeyOf)).Aggregate((some, others) => some.Intersect(others)).Except(record.Select(KeyOf)).ToList();
        var untrue = record.Where(row => !truths.Any(truth => truth.Contains(row))).ToList();
        Assert.True(lost.Count == 0 && untrue.Count == 0, $"{context}\nlost:\n{string.Join('\n', lost)}\nnever true:\n{string.Join('\n', untrue)}");
        Assert.Equal(record.Count, record.Select(KeyOf).Distinct().Count());
    }

    private static string KeyOf(string row) => row.Split(" | ")[0];
}
