using Blackbox.Core.Runs;
using Blackbox.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Blackbox.Tests.Pages;

/// <summary>The pages as a person uses them. Whatever the browser complains of, as a blocked script, fails the test.</summary>
public sealed class BrowserTests(BrowserApp app) : IClassFixture<BrowserApp>
{
    private static readonly string BusyPath = $"/day/{BrowserApp.Busy:yyyy-MM-dd}";

    [Fact]
    public async Task Click_on_the_year_opens_the_day_and_a_mark_lights_its_evidence()
    {
        await using var visit = await VisitAsync($"/day/2026-05-04");
        var page = visit.Page;
        await page.ClickAsync($"[data-heat] a[href='{BusyPath}']");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Tuesday, 12 May 2026");
        Assert.Equal(9, await page.Locator(".activity").CountAsync());

        var mark = page.Locator(".evidence").First;
        var wanted = int.Parse(await mark.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await mark.ClickAsync();
        await Assertions.Expect(page.Locator(".activity.lit")).ToHaveCountAsync(wanted);
        await mark.ClickAsync();
        await Assertions.Expect(page.Locator(".activity.lit")).ToHaveCountAsync(0);

        await page.Locator(".activity summary").First.ClickAsync();
        await Assertions.Expect(page.Locator(".activity .files").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keyboard_moves_through_the_year_the_days_and_the_page()
    {
        await using var visit = await VisitAsync(BusyPath);
        var page = visit.Page;
        await page.FocusAsync("[data-heat] a[tabindex='0']");
        foreach (var (key, date) in ((string, string)[])[("ArrowDown", "2026-05-13"), ("ArrowRight", "2026-05-20"), ("ArrowUp", "2026-05-19"), ("ArrowLeft", "2026-05-12"), ("Home", "2026-01-01"), ("ArrowUp", "2026-01-01"), ("End", "2026-12-31")])
        {
            await page.Keyboard.PressAsync(key);
            Assert.Equal($"/day/{date}", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        }
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thursday, 1 January 2026");

        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Friday, 2 January 2026");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thursday, 1 January 2026");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#help")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("zebra crossing");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".hits mark").First).ToBeVisibleAsync();
        await page.Locator(".hits h2 a").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Monday, 2 March 2026");
    }

    [Fact]
    public async Task Note_is_saved_without_leaving_the_page()
    {
        await using var visit = await VisitAsync("/day/2026-05-13");
        var page = visit.Page;
        await page.FillAsync("[data-note]", "Talked with **Kim** <script>alert(1)</script>");
        await page.ClickAsync("#note button.primary");
        await Assertions.Expect(page.Locator("#note .prose strong")).ToHaveTextAsync("Kim");
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Note saved.");
        Assert.Contains("<script>", await page.Locator("#note .prose").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Kim", (await app.Api.GetAsync("/api/v1/notes/2026-05-13")).GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collecting_is_followed_live_and_the_log_appears()
    {
        await using var visit = await VisitAsync("/day/2026-07-15");
        var page = visit.Page;
        await Assertions.Expect(page.Locator(".log h2")).ToHaveTextAsync("Nothing recorded");
        await page.ClickAsync("text=Collect this day");
        await Assertions.Expect(page.Locator("[data-run-text]")).ToHaveTextAsync("Waiting for a worker");

        var date = new DateOnly(2026, 7, 15);
        await using var db = app.Api.CreateContext();
        var run = db.Runs.Where(r => r.FromDate == date);
        // The bar may show a run that another test left waiting, before this one is there.
        while (!await run.AnyAsync(ApiApp.Cancellation))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ApiApp.Cancellation);
        await run.ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Running).SetProperty(r => r.Step, RunStep.Collecting).SetProperty(r => r.Done, 1234), ApiApp.Cancellation);
        await Assertions.Expect(page.Locator("[data-run-text]")).ToHaveTextAsync("Reading: 1,234 activities so far");
        await run.ExecuteUpdateAsync(set => set.SetProperty(r => r.Step, RunStep.Summarizing).SetProperty(r => r.Done, 3).SetProperty(r => r.Total, 7), ApiApp.Cancellation);
        await Assertions.Expect(page.Locator("[data-run-text]")).ToHaveTextAsync("Writing summaries: day 3 of 7");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("collecting") });

        db.Add(SampleRecord.Commit(app.Api.Ada.Mine, "late", date, new(11, 0), "feat: it arrived"));
        db.Add(SampleRecord.Daily(app.Api.Ada.User, date, "- It arrived.", [new("It arrived.", [])]));
        await db.SaveChangesAsync(ApiApp.Cancellation);
        await run.ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Succeeded).SetProperty(r => r.Step, RunStep.Done), ApiApp.Cancellation);
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync("It arrived.");
        await Assertions.Expect(page.Locator(".activity")).ToHaveCountAsync(1);
        Assert.EndsWith("/day/2026-07-15", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collecting_goes_on_in_the_pages_that_are_opened_meanwhile()
    {
        await using var visit = await VisitAsync(BusyPath);
        var page = visit.Page;
        await page.ClickAsync("text=Collect");
        await page.ClickAsync("#collect button[value='yesterday']");
        await Assertions.Expect(page.Locator("#run")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(app.Api.Address, "/connections").ToString());
        await Assertions.Expect(page.Locator("#run")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(app.Api.Address, "/collect").ToString());
        await Assertions.Expect(page.Locator(".runs .state.busy").First).ToBeVisibleAsync();
        await using var db = app.Api.CreateContext();
        await db.Runs.Where(r => r.Status == RunStatus.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Failed).SetProperty(r => r.Message, "The disk is full."), ApiApp.Cancellation);
        await Assertions.Expect(page.Locator("[data-run-text]")).ToHaveTextAsync("It did not work");
    }

    [Fact]
    public async Task Double_click_starts_one_run_and_another_click_later_another()
    {
        await using var visit = await VisitAsync(BusyPath);
        var page = visit.Page;
        var before = await CountAsync();
        await page.ClickAsync("text=Collect");
        await page.EvaluateAsync("const press = document.querySelector(\"#collect button[value='week']\"); press.click(); press.click();");
        await Assertions.Expect(page.Locator("#run")).ToBeVisibleAsync();
        var keys = page.Locator("#collect [data-key]");
        var used = await keys.InputValueAsync();
        Assert.Equal(before + 1, await CountAsync());

        await Assertions.Expect(keys).Not.ToHaveValueAsync(used);
        await page.ClickAsync("text=Collect");
        await page.ClickAsync("#collect button[value='week']");
        for (var i = 0; i < 100 && await CountAsync() == before + 1; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ApiApp.Cancellation);
        Assert.Equal(before + 2, await CountAsync());

        async Task<int> CountAsync()
        {
            await using var db = app.Api.CreateContext();
            return await db.Runs.CountAsync(r => r.UserId == app.Api.Ada.User.Id, ApiApp.Cancellation);
        }
    }

    [Fact]
    public async Task Connection_that_is_wrong_says_so_and_one_that_is_added_stands_there()
    {
        await using var visit = await VisitAsync("/connections");
        var page = visit.Page;
        await page.FillAsync("textarea[name='paths']", "relative/path");
        visit.Allow("400");
        await page.ClickAsync("text=Add and test");
        await Assertions.Expect(page.Locator("[role='alert']")).ToContainTextAsync("not an absolute path");
        Assert.Contains("relative/path", await page.InputValueAsync("textarea[name='paths']"), StringComparison.Ordinal);

        await page.FillAsync("textarea[name='paths']", "/nowhere/in-browser");
        await page.ClickAsync("text=Add and test");
        var card = page.Locator(".connection", new() { HasText = "in-browser" });
        await Assertions.Expect(card.Locator(".state")).ToHaveTextAsync("Cannot be read");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("connections") });
        await card.Locator("summary").ClickAsync();
        await card.Locator("text=Remove it").ClickAsync();
        await Assertions.Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Folded_form_is_opened_and_filled_with_the_keyboard_alone()
    {
        await using var visit = await VisitAsync("/connections", 390, 844);
        var page = visit.Page;
        await page.FocusAsync("details.connect > summary");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("https://jira.example.org");
        Assert.Equal("https://jira.example.org", await page.InputValueAsync("form[action='/connections/jira'] input[name='baseUrl']"));
        await page.Locator("form[action='/connections/jira']").ScrollIntoViewIfNeededAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("connections-phone") });
    }

    [Fact]
    public async Task Theme_is_remembered_and_written_by_the_server()
    {
        await using var visit = await VisitAsync(BusyPath);
        var page = visit.Page;
        var light = await BackgroundAsync();
        await page.ClickAsync("[data-theme-toggle]");
        Assert.NotEqual(light, await BackgroundAsync());
        await page.ReloadAsync();
        Assert.NotEqual(light, await BackgroundAsync());
        Assert.Equal("dark", await page.GetAttributeAsync("html", "data-theme"));

        Task<string> BackgroundAsync() => page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
    }

    [Theory]
    [InlineData("day-light", 1280, 900, ColorScheme.Light)]
    [InlineData("day-dark", 1280, 900, ColorScheme.Dark)]
    [InlineData("day-phone", 390, 844, ColorScheme.Light)]
    [InlineData("day-phone-dark", 390, 844, ColorScheme.Dark)]
    public async Task Page_fits_its_screen_and_can_be_read(string name, int width, int height, ColorScheme scheme)
    {
        await using var visit = await VisitAsync(BusyPath, width, height, scheme);
        var page = visit.Page;
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot(name) });
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot($"{name}-whole"), FullPage = true });
        foreach (var path in (string[])[BusyPath, "/search?q=misfire", "/connections", "/collect", "/day/2026-07-04"])
        {
            await page.GotoAsync(new Uri(app.Api.Address, path).ToString());
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the screen");
            var faint = await page.EvaluateAsync<string[]>(FaintTexts);
            Assert.True(faint.Length == 0, $"{path}: {string.Join("; ", faint)}");
        }
        await page.GotoAsync(new Uri(app.Api.Address, "/search?q=misfire").ToString());
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot(name.Replace("day", "search", StringComparison.Ordinal)) });
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Shades_of_the_year_differ_in_lightness_alone(ColorScheme scheme)
    {
        await using var visit = await VisitAsync(BusyPath, scheme: scheme);
        var lightness = await visit.Page.EvaluateAsync<double[]>("""
            () => [0, 1, 2, 3, 4].map(level => {
              const [r, g, b] = getComputedStyle(document.querySelector(`.legend .l${level}`)).backgroundColor.match(/\d+/g).map(Number)
                .map(value => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            })
            """);
        // Dark on light, light on dark: each step is well apart from the one before.
        var ratios = lightness.Zip(lightness.Skip(1), (a, b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05)).ToList();
        Assert.True(scheme == ColorScheme.Light ? lightness.SequenceEqual(lightness.OrderDescending()) : lightness.SequenceEqual(lightness.Order()), string.Join(", ", lightness));
        Assert.All(ratios, ratio => Assert.True(ratio >= 1.15, string.Join(", ", ratios)));
    }

    [Fact]
    public async Task Page_works_without_script()
    {
        await using var visit = await VisitAsync(BusyPath, script: false);
        var page = visit.Page;
        await page.ClickAsync($"[data-heat] a[href='/day/2026-09-16']");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Wednesday, 16 September 2026");
        await page.ClickAsync("[data-prev]");
        await page.FillAsync("[data-note]", "Written without script.");
        await page.ClickAsync("#note button.primary");
        await Assertions.Expect(page.Locator("#note .prose")).ToHaveTextAsync("Written without script.");
        await page.ClickAsync("button[popovertarget='collect']");
        await page.ClickAsync("#collect button[value='today']");
        await Assertions.Expect(page.Locator("#run-title")).ToHaveTextAsync("Waiting for a worker");
    }

    /// <summary>Texts whose contrast to what is behind them is below WCAG's 4.5 (3 for large ones).</summary>
    private const string FaintTexts = """
        () => {
          const channel = value => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
          const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          // rgb(1, 2, 3), or color(srgb 0.1 0.2 0.3 / 0.9) where colours were mixed.
          const parse = color => color.match(/[\d.]+/g).map(Number).map((value, index) => color.startsWith("color") && index < 3 ? value * 255 : value);
          const faint = new Set();
          for (const element of document.querySelectorAll("main *, header.bar *, footer.foot *")) {
            const text = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            const style = getComputedStyle(element);
            if (!text || !element.checkVisibility({ visibilityProperty: true }) || /rgba?\(.*, 0\)/.test(style.color)) continue;
            let behind = element;
            while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) < 0.8) behind = behind.parentElement;
            if (!behind) continue;
            const [a, b] = [luminance(parse(style.color)), luminance(parse(getComputedStyle(behind).backgroundColor))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
            if (ratio < (large ? 3 : 4.5)) faint.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
          }
          return [...faint].slice(0, 5);
        }
        """;

    private async Task<Visit> VisitAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, bool script = true)
    {
        var context = await app.Browser.NewContextAsync(new()
        {
            BaseURL = app.Api.Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(path);
        return visit;
    }

    private sealed class Visit : IAsyncDisposable
    {
        private readonly IBrowserContext _context;
        private readonly List<string> _complaints = [];
        private string? _allowed;

        public Visit(IBrowserContext context, IPage page)
        {
            (_context, Page) = (context, page);
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning")
                    _complaints.Add(message.Text);
            };
            page.PageError += (_, error) => _complaints.Add(error);
        }

        public IPage Page { get; }

        /// <summary>A complaint with this text is expected.</summary>
        public void Allow(string text) => _allowed = text;

        public async ValueTask DisposeAsync()
        {
            await _context.CloseAsync();
            Assert.DoesNotContain(_complaints, complaint => _allowed is null || !complaint.Contains(_allowed, StringComparison.Ordinal));
        }
    }
}
