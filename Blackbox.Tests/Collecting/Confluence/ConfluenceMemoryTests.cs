using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Blackbox.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Blackbox.Tests.Collecting.Confluence;

/// <summary>Alone, because what other tests hold would count.</summary>
[CollectionDefinition(nameof(ConfluenceMemoryTests), DisableParallelization = true)]
public sealed class ConfluenceMemoryGroup;

[Collection(nameof(ConfluenceMemoryTests))]
public sealed partial class ConfluenceMemoryTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const long Limit = 200 * 1024 * 1024;
    private const int Large = 12;

    private static readonly DateTimeOffset Day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Rest =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 90_000).Select(i => $"<p>Paragraph {i} has <strong>some</strong> words in it.</p>")));

    [Fact]
    public async Task Page_of_five_megabytes_with_hundreds_of_versions_is_read_without_holding_them()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: false);
        await using var world = new ConfluenceWorld(database, isCloud: false);
        var page = wiki.Page("Large", Day, "");
        for (var i = 2; i <= 400; i++)
            page.Edit(Day.AddMinutes(i), "");
        wiki.Instead = async (http, path) => path.Contains($"/content/{page.Id}?", StringComparison.Ordinal) && await WriteAsync(http, Version().Match(path) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : 400);
        var connection = await world.ConnectAsync(wiki.Url);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, most) = (0, before);
        await foreach (var activity in world.Collector.CollectAsync(
            world.Context(connection, new(Day.AddDays(-1), Day.AddDays(1))), TestContext.Current.CancellationToken))
        {
            if (++count == 400)
                Assert.Equal("page_created", activity.Kind);
            if (count == 395)
                Assert.Equal("- Version 5\n+ Version 6", activity.Body);
            if (count % 100 == 0 || count > 400 - Large)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }
        output.WriteLine($"{Rest.Length / 1048576.0:0.0} MB, {count} versions, {(most - before) / 1048576.0:0.0} MB more at the most");
        Assert.Equal(400, count);
        Assert.InRange(most - before, 0, Limit);
    }

    // The first versions are large; nothing of them is made anew for each answer.
    private static async Task<bool> WriteAsync(HttpContext http, int number)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""
            {"id": "1", "version": {"number": {{number}}, "when": "{{Day.AddMinutes(number == 1 ? 0 : number):O}}", "by": {"userKey": "ada"} }, "body": {"storage": {"value": "<p>Version {{number}}</p>
            """);
        if (number <= Large)
            await http.Response.Body.WriteAsync(Rest);
        await http.Response.WriteAsync("\"} } }");
        return true;
    }

    [GeneratedRegex("version=([0-9]+)")]
    private static partial Regex Version();
}
