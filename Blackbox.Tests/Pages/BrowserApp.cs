using Blackbox.Core.Collecting;
using Blackbox.Core.Summaries;
using Blackbox.Tests.Api;
using Blackbox.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Blackbox.Tests.Pages;

/// <summary>The Api with a busy record, and a headless Chromium of this machine to look at it.</summary>
public sealed class BrowserApp(Stack stack) : IAsyncLifetime
{
    /// <summary>A busy day of the record.</summary>
    public static readonly DateOnly Busy = new(2026, 5, 12);

    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string[] Titles =
    [
        "feat(parser): read renames from the name-status stream", "fix(scheduler): keep the misfire window across a restart",
        "refactor(store): split the swap into plan and apply", "test(store): kill the writer between the two phases",
        "perf(index): build the trigram index after the load", "docs: say what a tombstone means", "ENG-412 Count a commit in two clones once",
        "fix: 시간대를 바꾸면 날짜가 하루 밀리는 문제", "feat(search): fuse the two rankings", "chore(deps): update the lock file",
    ];

    private IPlaywright _playwright = null!;

    public ApiApp Api { get; } = new(stack);
    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Api.InitializeAsync();
        await AddBusyYearAsync();
        _playwright = await Playwright.CreateAsync();
        // Two cores carry many tests at once; what comes late comes all the same.
        Assertions.SetDefaultExpectTimeout(30_000);
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Programs.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("No Chromium: install the package chromium."),
            Args = Arguments,
        });
    }

    /// <summary>Files under <c>artifacts/screenshots</c> of the clone.</summary>
    public static string Screenshot(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Blackbox.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in a clone.");
        return Path.Combine(folder.FullName, "artifacts", "screenshots", $"{name}.png");
    }

    // A fixed pattern: denser before a release, quiet at weekends and in July.
    private async Task AddBusyYearAsync()
    {
        await using var db = Api.CreateContext();
        for (var date = new DateOnly(2026, 1, 2); date < new DateOnly(2026, 11, 1); date = date.AddDays(1))
        {
            var seed = date.DayNumber * 7919 % 97;
            var weekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (date.Month == 7 || date.Month == 3 || seed % (weekend ? 2 : 9) != 1 && weekend || seed % 7 == 0)
                continue;
            var count = date == Busy ? 9 : weekend ? 1 + seed % 3 : 1 + seed % 13 * (date.Month is 5 or 9 ? 2 : 1);
            List<Activity> activities = [.. Enumerable.Range(0, count).Select(number => SampleRecord.Commit(
                Api.Ada.Mine, $"{date:yyyyMMdd}{number:x4}cafe{date.DayNumber:x28}"[..40], date, new TimeOnly(9, 0).AddMinutes(number * 37 % 600),
                Titles[(seed + number) % Titles.Length], number % 3 == 0 ? "harbor-web" : "engine"))];
            db.AddRange(activities);
            List<Evidence> evidence = [];
            var text = new System.Text.StringBuilder();
            foreach (var repository in activities.GroupBy(a => a.Container))
            {
                text.Append("### ").Append(repository.Key).Append("\n\n");
                foreach (var kind in repository.GroupBy(a => a.Title.Split([':', '('])[0]))
                {
                    var sentence = $"{char.ToUpperInvariant(kind.Key[0])}{kind.Key[1..]}: {string.Join("; ", kind.Select(a => a.Title[(a.Title.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim()).Distinct())}.";
                    text.Append("- ").Append(sentence).Append('\n');
                    evidence.Add(new(sentence, [.. kind.Select(a => a.Id)]));
                }
                text.Append('\n');
            }
            db.Add(SampleRecord.Daily(Api.Ada.User, date, text.ToString(), evidence));
            db.Add(SampleRecord.Platform(Api.Ada.User, date, text.ToString(), evidence));
        }
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright.Dispose();
        await Api.DisposeAsync();
    }
}
