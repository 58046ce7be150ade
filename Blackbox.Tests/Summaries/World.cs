using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Search;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Blackbox.Tests.Llm;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Summaries;

/// <summary>A user with a record in a real database, and the application's services over it.</summary>
internal sealed class World(TestDatabase database, User user, Connection connection, Identity identity, ManualTime time)
{
    private static int _count;

    public User User => user;
    public ManualTime Time => time;

    public static async Task<World> CreateAsync(TestDatabase database, string timeZone = "Asia/Seoul", string platform = "git")
    {
        var time = new ManualTime(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
        var number = Interlocked.Increment(ref _count);
        var user = new User { Id = Id(), Email = $"user{number}@example.com", Name = "Mina", TimeZone = timeZone };
        var connection = new Connection { Id = Id(), UserId = user.Id, Platform = platform, Name = "code" };
        var identity = new Identity
        {
            Id = Id(),
            ConnectionId = connection.Id,
            ExternalId = user.Email,
            DisplayName = "Mina Park",
            UserId = user.Id,
            AssignedBy = IdentityAssignment.Email,
        };
        await using var db = database.CreateContext();
        db.AddRange(user, connection, identity);
        await db.SaveChangesAsync();
        return new(database, user, connection, identity, time);
    }

    public ServiceProvider Services(IChatClient? chat = null, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null) =>
        LlmHost.Create(time, chat, embeddings, services =>
        {
            services.AddSingleton(database.DataSource);
            services.AddDbContext<BlackboxDb>(options => options.UseBlackbox(database.DataSource));
            services.AddPlatforms().AddSummaries();
            services.AddSearch();
        });

    public async Task<SummaryOutcome> SummarizeAsync(
        DateOnly from, DateOnly? to = null, IChatClient? chat = null, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null)
    {
        await using var services = Services(chat, embeddings);
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SummaryPipeline>().SummarizeAsync(user, from, to ?? from, null, CancellationToken.None);
    }

    public async Task<T> WithAsync<T>(Func<SummaryPipeline, Task<T>> act, IChatClient? chat = null, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null)
    {
        await using var services = Services(chat, embeddings);
        await using var scope = services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<SummaryPipeline>());
    }

    public async Task<SearchAnswer> SearchAsync(SearchQuery query, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null)
    {
        await using var services = Services(embeddings: embeddings);
        return await services.GetRequiredService<Searcher>().SearchAsync(query, CancellationToken.None);
    }

    public Task<SearchAnswer> SearchAsync(string text) => SearchAsync(new SearchQuery { UserId = user.Id, Text = text });

    public async Task<Activity> AddAsync(string title, DateTimeOffset at, string container = "/src/blackbox", string body = "", string? sha = null)
    {
        var id = sha ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id} {title} {at:O}")))[..40];
        var activity = new Activity
        {
            Id = Id(),
            IdentityId = identity.Id,
            Platform = connection.Platform,
            Kind = "commit",
            ExternalId = id,
            OccurredAt = at,
            Title = title,
            Body = body,
            Container = container,
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(title + body)),
            Details = """{"role": "author", "files": [{"path": "src/Main.cs", "added": 3, "deleted": 1}], "filesChanged": 1, "added": 3, "deleted": 1}""",
        };
        await using var db = database.CreateContext();
        db.Add(activity);
        await db.SaveChangesAsync();
        return activity;
    }

    public async Task ExecuteAsync(FormattableString sql)
    {
        await using var db = database.CreateContext();
        await db.Database.ExecuteSqlAsync(sql);
    }

    public async Task SetNoteAsync(DateOnly date, string? content)
    {
        await using var db = database.CreateContext();
        await db.Notes.Where(n => n.UserId == user.Id && n.Date == date).ExecuteDeleteAsync();
        if (content is null)
            return;
        db.Add(new Note { Id = Id(), UserId = user.Id, Date = date, Content = content });
        await db.SaveChangesAsync();
    }

    public async Task<List<PlatformSummary>> PlatformsAsync()
    {
        await using var db = database.CreateContext();
        return await db.PlatformSummaries.AsNoTracking().Where(s => s.UserId == user.Id).OrderBy(s => s.Date).ThenBy(s => s.Platform).ToListAsync();
    }

    public async Task<List<DailySummary>> DaysAsync()
    {
        await using var db = database.CreateContext();
        return await db.DailySummaries.AsNoTracking().Where(s => s.UserId == user.Id).OrderBy(s => s.Date).ToListAsync();
    }

    /// <summary>Every column of every summary but ids and times.</summary>
    public async Task<string> SnapshotAsync()
    {
        static string Row(Summary s) =>
            $"{s.Date:O} {s.Model} {s.PromptVersion} {Convert.ToHexString(s.InputHash)} {s.ActivityCount} {s.RetryAt:O} {s.EmbeddingModel} {s.Embedding}\n"
            + $"{s.Content}\n{string.Join('\n', s.Evidence.Select(e => $"{e.Sentence}: {string.Join(' ', e.ActivityIds)}"))}";
        return string.Join('\n', (await PlatformsAsync()).Select(s => $"{s.Platform} {Row(s)}").Concat((await DaysAsync()).Select(Row)));
    }

    /// <summary>When anything was last written; equal values mean that nothing was.</summary>
    public async Task<string> TimesAsync() =>
        string.Join('\n', (await PlatformsAsync()).Select(s => $"{s.Id} {s.UpdatedAt:O}").Concat((await DaysAsync()).Select(s => $"{s.Id} {s.UpdatedAt:O}")));

    private static Guid Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
