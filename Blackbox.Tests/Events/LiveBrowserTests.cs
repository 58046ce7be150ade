using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Runs;
using Blackbox.Tests.Api;
using Blackbox.Tests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Blackbox.Tests.Events;

/// <summary>Pages that change by themselves. Nothing is reloaded in these tests: an object on the window would be gone.</summary>
public sealed class LiveBrowserTests(BrowserApp app) : IClassFixture<BrowserApp>
{
    [Fact]
    public async Task Day_shows_an_activity_that_arrives_and_disturbs_neither_focus_nor_what_is_typed()
    {
        var date = new DateOnly(2026, 3, 17);
        await using var visit = await VisitAsync("/day/2026-03-17");
        var page = visit.Page;
        await Assertions.Expect(page.Locator(".log h2")).ToHaveTextAsync("Nothing recorded");
        await page.FillAsync("[data-note]", "half a sentence");
        await page.EvaluateAsync("document.querySelector('[data-note]').setSelectionRange(4, 6)");

        await WriteAsync(db => db.Add(SampleRecord.Commit(app.Api.Ada.Mine, "live1", date, new(11, 0), "feat: it arrived by itself")), Collected(date));
        await Assertions.Expect(page.Locator(".activity")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Something new arrived. This page shows it.");
        var note = await page.EvaluateAsync<string>(
            "(() => { const note = document.querySelector('[data-note]'); return [note.value, note.selectionStart, document.activeElement === note].join(); })()");
        Assert.Equal("half a sentence,4,true", note);

        // What a person opened stays open, and the list grows around it.
        await page.Locator(".activity summary").First.ClickAsync();
        await WriteAsync(db => db.Add(SampleRecord.Commit(app.Api.Ada.Mine, "live0", date, new(9, 0), "fix: an earlier one")), Collected(date));
        await Assertions.Expect(page.Locator(".activity")).ToHaveCountAsync(2);
        var open = await page.EvaluateAsync<string>("[...document.querySelectorAll('.activity')].map(item => item.querySelector('details').open).join()");
        Assert.Equal("false,true", open);
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("live") });
        await visit.StayedAsync();
    }

    [Fact]
    public async Task Connection_state_changes_on_the_page_when_it_changes()
    {
        await using var visit = await VisitAsync("/connections");
        var page = visit.Page;
        var chip = page.Locator($"#c-{app.Api.Ada.Connection.Id:N} .state");
        await Assertions.Expect(chip).ToHaveTextAsync("Works");
        var changed = new NewEvent(app.Api.Ada.User.Id, EventTypes.ConnectionState, new ConnectionStateChanged(
            app.Api.Ada.Connection.Id, "git", "engine", "needs_auth", "token_refused", "The token was refused.", null));
        await WriteAsync(db => db.Connections.Where(c => c.Id == app.Api.Ada.Connection.Id).ExecuteUpdate(set => set
            .SetProperty(c => c.Status, ConnectionStatus.NeedsAuth).SetProperty(c => c.StateMessage, "The token was refused.")), changed);
        await Assertions.Expect(chip).ToHaveTextAsync("Needs you");
        await Assertions.Expect(page.Locator($"#c-{app.Api.Ada.Connection.Id:N}")).ToContainTextAsync("The token was refused.");
        await visit.StayedAsync();
    }

    [Fact]
    public async Task Run_that_began_elsewhere_shows_itself_and_its_end_reaches_the_list()
    {
        await using var visit = await VisitAsync("/collect");
        var page = visit.Page;
        var date = new DateOnly(2026, 3, 19);
        var run = new Run { UserId = app.Api.Ada.User.Id, Trigger = RunTrigger.Nightly, FromDate = date, ToDate = date, Status = RunStatus.Running, Step = RunStep.Collecting, Done = 12 };
        await WriteAsync(db => db.Add(run), Collected(date));
        await Assertions.Expect(page.Locator("[data-run-text]")).ToHaveTextAsync("Reading: 12 activities so far");

        await WriteAsync(
            db => db.Runs.Where(r => r.Id == run.Id).ExecuteUpdate(set => set.SetProperty(r => r.Status, RunStatus.Succeeded).SetProperty(r => r.Step, RunStep.Done)),
            new NewEvent(app.Api.Ada.User.Id, EventTypes.RunFinished, new RunFinished(run.Id, "nightly", date, date, "succeeded", null, null)));
        await Assertions.Expect(page.Locator($".runs a[href='/runs/{run.Id}'] + .state")).ToHaveTextAsync("Done");
        await visit.StayedAsync();
    }

    [Fact]
    public async Task Webhook_is_added_tested_and_removed_on_its_page_and_its_secret_is_shown_once()
    {
        await using var visit = await VisitAsync("/webhooks");
        var page = visit.Page;
        await Assertions.Expect(page.Locator(".empty h2")).ToHaveTextAsync("Nobody is told yet");
        await page.FillAsync("[name=url]", "http://169.254.169.254/");
        await page.ClickAsync("text=run.finished");
        await page.ClickAsync("main button.primary");
        await Assertions.Expect(page.Locator("main [role=alert]")).ToContainTextAsync("may not use");
        Assert.True(await page.IsCheckedAsync("[value='run.finished']"));

        await page.FillAsync("[name=url]", "http://127.0.0.1:9/hook");
        await page.ClickAsync("main button.primary");
        await Assertions.Expect(page.Locator(".secret")).ToContainTextAsync("whsec_");
        await page.ScreenshotAsync(new() { Path = BrowserApp.Screenshot("webhooks") });
        await page.ClickAsync("main .connection >> text=Test");
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("A test event is on its way.");
        await Assertions.Expect(page.Locator(".secret")).ToHaveCountAsync(0);

        await page.ClickAsync("text=Turn off");
        await Assertions.Expect(page.Locator(".connection .state").First).ToHaveTextAsync("Off");
        await page.ClickAsync("main .confirm summary");
        await page.ClickAsync("text=Remove it");
        await Assertions.Expect(page.Locator(".empty h2")).ToHaveTextAsync("Nobody is told yet");
    }

    private NewEvent Collected(DateOnly date) => new(
        app.Api.Ada.User.Id, EventTypes.ActivityCollected, new ActivityCollected("git", app.Api.Ada.Connection.Id, 1, 0, 0, date, date));

    private async Task WriteAsync(Action<BlackboxDb> change, NewEvent told)
    {
        await using var db = app.Api.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(ApiApp.Cancellation);
        change(db);
        await db.SaveChangesAsync(ApiApp.Cancellation);
        await db.WriteEventsAsync([told], TimeProvider.System, ApiApp.Cancellation);
        await transaction.CommitAsync(ApiApp.Cancellation);
    }

    private async Task<LiveVisit> VisitAsync(string path)
    {
        var context = await app.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1200, Height = 900 } });
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            // The server's own refusal of a form is told as a failed request.
            if (message.Type is "error" or "warning" && !message.Text.Contains("400 (Bad Request)", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        var listening = page.WaitForWebSocketAsync();
        await page.GotoAsync(new Uri(app.Api.Address, path).ToString());
        var socket = await listening;
        await page.EvaluateAsync("window.stayed = true");
        Assert.Contains("/hubs/live?since=", socket.Url, StringComparison.Ordinal);
        return new(context, page, complaints);
    }

    private sealed class LiveVisit(IBrowserContext context, IPage page, List<string> complaints) : IAsyncDisposable
    {
        public IPage Page => page;

        public async Task StayedAsync() => Assert.True(await page.EvaluateAsync<bool>("window.stayed === true"));

        public async ValueTask DisposeAsync()
        {
            await context.CloseAsync();
            Assert.Empty(complaints);
        }
    }
}
