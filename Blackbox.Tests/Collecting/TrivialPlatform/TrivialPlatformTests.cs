using System.Text.RegularExpressions;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Blackbox.Tests.Collecting.GitHub.Client;
using Blackbox.Tests.Infrastructure;
using Blackbox.Tests.Llm;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;

namespace Blackbox.Tests.Collecting.TrivialPlatform;

/// <summary>What docs/adding-a-platform.md says is all that a platform needs.</summary>
public sealed partial class TrivialPlatformTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Date = new(2026, 4, 1);
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_is_collected_by_the_runner_and_summarised_with_the_platforms_own_prompt()
    {
        await using var feed = await StubServer.StartAsync();
        feed.On("/notes", 200, $$"""
            {"notes": [{"id": "1", "topic": "Seeds", "text": "Ordered beans", "written": "2026-04-01T09:00:00Z", "author": {"id": "ann", "name": "Ann"} },
                {"id": 2, "topic": []}],
             "next": "{{feed.Url}}/notes?page=2"}
            """);
        feed.On("/notes?page=2", 200, """
            {"notes": [{"id": "3", "topic": "Beds", "text": "Dug two", "written": "2026-04-01T11:00:00Z", "author": {"id": "bob", "name": "Bob"}},
                {"id": "4", "topic": "Old", "text": "Long ago", "written": "2020-01-01T00:00:00Z", "author": {"id": "ann", "name": "Ann"}}]}
            """);
        var (user, connection) = await ConnectAsync(feed.Url);
        var chat = ScriptedChat.Saying("Seeds were ordered and beds dug. [1][2]\n\n- Beans were ordered for the garden [1]\n- Two beds were dug [2]");
        // Without Redis locks go through the database.
        using var redis = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=100");
        await using var services = LlmHost.Create(TimeProvider.System, chat, null, services =>
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?> { ["Encryption:Key"] = "only-for-tests-only-for-tests-only" }).Build());
            services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Testing" });
            services.AddSingleton<IConnectionMultiplexer>(redis);
            services.AddBlackboxData().AddSecrets().AddLocking().AddCollecting().AddPlatforms().AddSummaries();
            services.AddSingleton(database.DataSource);
            services.AddNotes();
        });

        await CollectAsync(services, user);
        await using (var scope = services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SummaryPipeline>().SummarizeAsync(user, Date, Date, null, Cancelled);

        await using var db = database.CreateContext();
        var task = await db.CollectionTasks.SingleAsync(task => task.ConnectionId == connection.Id, Cancelled);
        Assert.Equal(CollectionTaskStatus.Succeeded, task.Status);
        var notes = await db.Activities.Where(activity => activity.Platform == "notes").OrderBy(activity => activity.OccurredAt).ToListAsync(Cancelled);
        Assert.Equal(["note:1 Seeds", "note:3 Beds"], notes.Select(note => $"{note.ExternalId} {note.Title}"));
        var attempt = await db.CollectionRuns.SingleAsync(run => run.ConnectionId == connection.Id, Cancelled);
        Assert.Equal((2, 1), (attempt.Requests, attempt.Skipped));
        var summary = await db.PlatformSummaries.SingleAsync(summary => summary.UserId == user.Id, Cancelled);
        Assert.Equal(("notes", "notes.v1", "llama-test"), (summary.Platform, summary.PromptVersion, summary.Model));
        Assert.Contains("what a developer noted", chat.LastMessages[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("## Notes\n", (await db.DailySummaries.SingleAsync(day => day.UserId == user.Id, Cancelled)).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_is_tested_with_what_the_feed_says()
    {
        await using var feed = await StubServer.StartAsync();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddNotes().BuildServiceProvider();
        var notes = services.GetServices<ICollector>().Single();
        var access = new ConnectionAccess(new() { Platform = "notes", Name = "Notes", BaseUrl = feed.Url });

        feed.On("/notes", 200, """{"notes": []}""");
        Assert.True((await notes.TestAsync(access, Cancelled)).Ok);
        feed.On("/notes", 401, "{}");
        Assert.True((await notes.TestAsync(access, Cancelled)).NeedsAuth);
        feed.On("/notes", 404, "{}");
        Assert.False((await notes.TestAsync(access, Cancelled)).Ok);

        Assert.Null(notes.ValidateAccess("https://notes.example.org", null));
        Assert.NotNull(notes.ValidateAccess(null, null));
        Assert.NotNull(notes.ValidateAccess("http://169.254.169.254", null));
        Assert.NotNull(notes.ValidateAccess("https://notes.example.org", "two words"));
    }

    [Fact]
    public void Form_becomes_what_the_collector_accepts()
    {
        var form = new NotesCollector(null!).Form!;
        var typed = new ConnectionValues(new Dictionary<string, string> { ["baseUrl"] = " https://notes.example.org ", ["token"] = "" });

        Assert.Null(form.MissingIn(typed));
        Assert.Equal(("{}", "https://notes.example.org", null), (form.ToSettings(typed), form.BaseUrlIn(typed), form.SecretIn(typed)));
    }

    [Fact]
    public void Document_shows_the_code_that_is_tested_here()
    {
        var root = Root();
        var text = File.ReadAllText(Path.Combine(root, "docs", "adding-a-platform.md"));
        var shown = CodeOfFile().Matches(text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);

        var folder = Path.Combine(root, "Blackbox.Tests", "Collecting", "TrivialPlatform");
        var files = Directory.GetFiles(folder).Where(file => !file.EndsWith("Tests.cs", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        Assert.Equal(files.Keys.Order(), shown.Keys.Order());
        foreach (var (name, code) in files)
            Assert.Equal(code.ReplaceLineEndings("\n"), shown[name].ReplaceLineEndings("\n"));
        // The line that registers it and its own document.
        Assert.InRange(files.Count + 2, 1, 6);
    }

    private static async Task CollectAsync(ServiceProvider services, User user)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
        var run = await db.RequestRunAsync(user.Id, RunTrigger.Manual, Date, Date);
        await db.PlanAsync(run, user, TimeProvider.System, Cancelled);
        var task = await db.RunTasks.SingleAsync(link => link.RunId == run.Id, Cancelled);
        await scope.ServiceProvider.GetRequiredService<CollectionRunner>().ExecuteAsync(task.TaskId, Cancelled);
    }

    private async Task<(User User, Connection Connection)> ConnectAsync(string url)
    {
        await using var db = database.CreateContext();
        var user = new User { Email = "ann@example.com", Name = "Ann", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection
        {
            UserId = user.Id,
            Platform = "notes",
            Name = "Notes",
            BaseUrl = url,
            Settings = "{}",
            Scope = RecordScope.Everyone,
        };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(Cancelled);
        return (user, connection);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Blackbox.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    // `NotesDialect.cs` and below it a block of code.
    [GeneratedRegex(@"^`(?<name>[A-Za-z0-9.]+)`[^\n]*\n\n```[a-z]+\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeOfFile();
}
