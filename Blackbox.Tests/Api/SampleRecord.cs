using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Llm;
using Blackbox.Core.Runs;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Pgvector;

namespace Blackbox.Tests.Api;

/// <summary>One user's small record: a connection, two authors, three days of 2026, their summaries, a note and a run.</summary>
public sealed class SampleRecord
{
    /// <summary>Away from UTC, so that a local date is not the date of the instant.</summary>
    public const string Zone = "Asia/Seoul";

    public static readonly DateOnly First = new(2026, 3, 2);
    public static readonly DateOnly Second = new(2026, 3, 3);
    public static readonly DateOnly Third = new(2026, 3, 9);

    private static readonly SequentialIds Ids = new(TimeProvider.System);

    public required User User { get; init; }
    public required Connection Connection { get; init; }
    public required Identity Mine { get; init; }
    public required Identity Unknown { get; init; }
    public required IReadOnlyList<Activity> Activities { get; init; }
    public required Run Run { get; init; }
    public required Note Note { get; init; }

    public static async Task<SampleRecord> AddAsync(Func<BlackboxDb> createContext, string email, string name)
    {
        await using var db = createContext();
        var user = new User { Email = email, Name = name, TimeZone = Zone };
        db.Add(user);
        await db.SaveChangesAsync();
        var connection = new Connection
        {
            UserId = user.Id,
            Platform = Platforms.Git,
            Name = "engine",
            Settings = """{"repositories": ["/nowhere/engine"]}""",
            Status = ConnectionStatus.Active,
        };
        // The same repository once more: what both know counts once.
        var clone = new Connection { UserId = user.Id, Platform = Platforms.Git, Name = "clone", Settings = """{"repositories": ["/nowhere/clone"]}""" };
        db.AddRange(connection, clone);
        await db.SaveChangesAsync();
        var mine = new Identity { ConnectionId = connection.Id, ExternalId = email, DisplayName = name, UserId = user.Id, AssignedBy = IdentityAssignment.Email };
        var mineInClone = new Identity { ConnectionId = clone.Id, ExternalId = email, DisplayName = name, UserId = user.Id, AssignedBy = IdentityAssignment.Email };
        var unknown = new Identity { ConnectionId = connection.Id, ExternalId = $"old-{email}", DisplayName = $"{name} at home" };
        db.AddRange(mine, mineInClone, unknown);
        await db.SaveChangesAsync();

        List<Activity> activities =
        [
            // 00:30 of the first date in Seoul, which is still the day before in UTC.
            Commit(mine, "a1", First, new(0, 30), "feat(parser): read renames"),
            Commit(mine, "a2", First, new(14, 0), "fix: zebra crossing of the scheduler"),
            Commit(mine, "a3", Second, new(9, 0), "docs: say what a tombstone means"),
            Commit(mine, "a4", Third, new(23, 59), "feat: page by keyset", container: "web"),
        ];
        db.AddRange(activities);
        db.Add(Commit(mineInClone, "a1", First, new(0, 30), "feat(parser): read renames"));
        db.Add(Commit(unknown, "u1", Second, new(10, 0), "chore: from the other machine"));
        db.Add(Gone(mine, "gone", First, new(12, 0)));
        await db.SaveChangesAsync();

        foreach (var day in activities.GroupBy(a => TimeWindow.LocalDate(a.OccurredAt, TimeZoneInfo.FindSystemTimeZoneById(Zone))))
        {
            List<Evidence> evidence = [.. day.Select(a => new Evidence($"{name} did {a.Title}.", [a.Id]))];
            var content = string.Join("\n", evidence.Select(e => $"- {e.Sentence}"));
            db.Add(Daily(user, day.Key, content, evidence));
            db.Add(Platform(user, day.Key, content, evidence));
        }
        var note = new Note { UserId = user.Id, Date = First, Content = $"{name} talked with **Kim**." };
        var run = new Run
        {
            UserId = user.Id,
            FromDate = First,
            ToDate = Third,
            Status = RunStatus.Partial,
            Step = RunStep.Done,
            SummariesWritten = 3,
            StartedAt = At(Third, new(12, 0)),
            FinishedAt = At(Third, new(12, 1)),
        };
        db.AddRange(note, run);
        await db.SaveChangesAsync();
        var task = new CollectionTask { ConnectionId = connection.Id, WindowFrom = At(First, default), WindowTo = At(Third, default), Status = CollectionTaskStatus.Partial };
        db.Add(task);
        await db.SaveChangesAsync();
        db.Add(new RunTask { RunId = run.Id, TaskId = task.Id });
        db.Add(new CollectionRun
        {
            TaskId = task.Id,
            ConnectionId = connection.Id,
            Status = CollectionStatus.Partial,
            Found = 4,
            Added = 4,
            WindowFrom = At(First, default),
            WindowTo = At(Third, default),
            StartedAt = At(Third, new(12, 0)),
            Problems = """[{"container": "/nowhere/engine", "code": "shallow", "message": "It is shallow."}]""",
        });
        await db.SaveChangesAsync();
        return new() { User = user, Connection = connection, Mine = mine, Unknown = unknown, Activities = activities, Run = run, Note = note };
    }

    private static Guid NextId()
    {
        lock (Ids)
            return Ids.Next();
    }

    public static DateTimeOffset At(DateOnly date, TimeOnly time) =>
        new DateTimeOffset(date.ToDateTime(time), TimeZoneInfo.FindSystemTimeZoneById(Zone).BaseUtcOffset).ToUniversalTime();

    public static Activity Commit(Identity identity, string externalId, DateOnly date, TimeOnly time, string title, string container = "engine", string? url = null) => new()
    {
        // In the order in which they are made: of two copies the first one counts.
        Id = NextId(),
        IdentityId = identity.Id,
        Platform = Platforms.Git,
        Kind = "commit",
        ExternalId = externalId,
        OccurredAt = At(date, time),
        Title = title,
        Body = "The body says why.",
        Container = container,
        Url = url ?? $"https://git.example.org/engine/commit/{externalId}",
        Details = """{"branch": "main", "filesChanged": 2, "added": 12, "deleted": 3, "files": [{"path": "src/A.cs", "added": 12, "deleted": 3}, {"path": "logo.png", "binary": true}]}""",
        ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(title)),
    };

    public static DailySummary Daily(User user, DateOnly date, string content, IReadOnlyList<Evidence> evidence) => new()
    {
        UserId = user.Id,
        Date = date,
        Content = content,
        Model = "extractive",
        PromptVersion = "test",
        InputHash = [1],
        Evidence = evidence,
        ActivityCount = evidence.Count,
        Embedding = new Vector(HashingEmbedder.Embed(content)),
        EmbeddingModel = HashingEmbedder.Model,
    };

    public static PlatformSummary Platform(User user, DateOnly date, string content, IReadOnlyList<Evidence> evidence) => new()
    {
        UserId = user.Id,
        Date = date,
        Platform = Platforms.Git,
        Content = content,
        Model = "extractive",
        PromptVersion = "test",
        InputHash = [1],
        Evidence = evidence,
        ActivityCount = evidence.Count,
        Embedding = new Vector(HashingEmbedder.Embed(content)),
        EmbeddingModel = HashingEmbedder.Model,
    };

    private static Activity Gone(Identity identity, string externalId, DateOnly date, TimeOnly time)
    {
        var commit = Commit(identity, externalId, date, time, "it was rewritten");
        return new()
        {
            IdentityId = commit.IdentityId,
            Platform = commit.Platform,
            Kind = commit.Kind,
            ExternalId = commit.ExternalId,
            OccurredAt = commit.OccurredAt,
            Title = commit.Title,
            Body = commit.Body,
            Container = commit.Container,
            Details = commit.Details,
            ContentHash = commit.ContentHash,
            DeletedAt = commit.OccurredAt,
        };
    }
}
