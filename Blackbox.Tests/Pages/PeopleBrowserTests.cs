using Blackbox.Core.Collecting;
using Blackbox.Tests.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Blackbox.Tests.Pages;

/// <summary>Who is who as an admin and a user use it, on a large screen and on a phone, with script and without.</summary>
public sealed class PeopleBrowserTests(BrowserApp app) : IClassFixture<BrowserApp>, IAsyncLifetime
{
    private Connection _shared = null!;

    public async ValueTask InitializeAsync()
    {
        await using var db = app.Api.CreateContext();
        await db.Users.Where(user => user.Id == app.Api.Ada.User.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsAdmin, true), ApiApp.Cancellation);
        _shared = new Connection { Platform = Platforms.Slack, Name = "Team Slack", Status = ConnectionStatus.Active };
        db.Add(_shared);
        await db.SaveChangesAsync(ApiApp.Cancellation);
        db.AddRange(
            new Identity { ConnectionId = _shared.Id, ExternalId = "U1", DisplayName = "Lindqvist, Ada", Email = "ada.l@example.com" },
            new Identity { ConnectionId = _shared.Id, ExternalId = "U2", DisplayName = "김민준 (Minjun Kim)", Email = "minjun@example.org", EmailIsVerified = true },
            new Identity { ConnectionId = _shared.Id, ExternalId = "U3", DisplayName = "Deploy bot", IsBot = true },
            new Identity { ConnectionId = _shared.Id, ExternalId = "U4", DisplayName = "Long gone", IsActive = false });
        await db.SaveChangesAsync(ApiApp.Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    public async Task Account_is_assigned_by_one_click_and_given_back_by_another(int width, bool script)
    {
        await using var context = await ContextAsync(width, script);
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        await page.GotoAsync($"/people?connection={_shared.Id}");
        await Assertions.Expect(page.Locator(".people .authors > li")).ToHaveCountAsync(4);
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot($"people-{width}"), FullPage = true });
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Lindqvist, Ada is Ada" }).ClickAsync();
        await Assertions.Expect(page.Locator(".people .authors > li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".changed")).ToContainTextAsync("is Ada");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot($"people-changed-{width}"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator(".people .authors > li")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Link, new() { Name = "Lindqvist, Ada" }).ClickAsync();
        await Assertions.Expect(page.Locator(".runs li")).ToHaveCountAsync(2);
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot($"person-{width}"), FullPage = true });
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task User_claims_and_an_admin_says_yes()
    {
        await using var context = await ContextAsync(1280, true);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/identities?q=Deploy");
        await Assertions.Expect(page.Locator("text=Nobody with that name")).ToBeVisibleAsync();
        await page.GotoAsync("/identities?q=Kim");
        await page.GetByRole(AriaRole.Button, new() { Name = "김민준 (Minjun Kim) is me" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#my-claims")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("identities"), FullPage = true });
        await page.GotoAsync("/people");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("people-claim"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, it is" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#claims-title")).ToHaveCountAsync(0);
        await page.GotoAsync("/identities");
        await Assertions.Expect(page.Locator("section[aria-label='My identities']")).ToContainTextAsync("김민준");
    }

    [Fact]
    public async Task Order_of_the_log_is_changed_by_arrows()
    {
        await using var db = app.Api.CreateContext();
        db.Add(new Connection { UserId = app.Api.Ada.User.Id, Platform = Platforms.GitHub, Name = "hub" });
        await db.SaveChangesAsync(ApiApp.Cancellation);
        await using var context = await ContextAsync(390, true);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "GitHub earlier" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.authors li").First).ToContainTextAsync("GitHub");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("settings"), FullPage = true });
        await db.Connections.Where(c => c.Name == "hub").ExecuteDeleteAsync(ApiApp.Cancellation);
    }

    private Task<IBrowserContext> ContextAsync(int width, bool script) => app.Browser.NewContextAsync(new()
    {
        BaseURL = app.Api.Address.ToString(),
        ViewportSize = new() { Width = width, Height = 900 },
        JavaScriptEnabled = script,
        ReducedMotion = ReducedMotion.Reduce,
    });
}
