using System.Globalization;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Simulators;

public class TruthTests
{
    [Fact]
    public async Task Truth_is_what_the_endpoints_serve()
    {
        await using var client = await SimulatorClient.StartAsync();
        var truth = client.Simulator.Truth();

        var served = await Crawl.EverythingAsync(client, client.Simulator.Options.Organisation);

        Assert.Equal(truth.Select(Row).Order(StringComparer.Ordinal), served);
        Assert.Equal(
            [
                "comment", "commit", "issue_closed", "issue_opened", "issue_reopened", "merge", "pull_request_closed", "pull_request_merged",
                "pull_request_opened", "pull_request_reopened", "release", "review", "review_comment",
            ],
            truth.Select(activity => activity.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(truth.Count, 1_500, 6_000);
    }

    private static string Row(TrueActivity activity) =>
        $"{activity.Person} {activity.Kind} {activity.ExternalId} "
        + activity.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) + $" {activity.Container}";
}
