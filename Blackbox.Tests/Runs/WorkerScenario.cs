using System.Globalization;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Runs;

/// <summary>A user with a small git history, and a run over it that a worker is to carry out.</summary>
internal sealed class WorkerScenario(TestDatabase database)
{
    public const string Email = "ada@example.com";
    public static readonly DateOnly From = new(2026, 3, 27);
    public static readonly DateOnly To = new(2026, 3, 31);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Four commits a day over the days of <see cref="From"/> to <see cref="To"/>, by two people.</summary>
    public static Task WriteHistoryAsync(string repository)
    {
        var script = new StringBuilder();
        var steps = 0;
        for (var date = From; date <= To; date = date.AddDays(1))
        {
            for (var hour = 8; hour < 16; hour += 2)
            {
                var when = new DateTimeOffset(date.ToDateTime(new TimeOnly(hour, 0)), TimeSpan.Zero).ToUnixTimeSeconds();
                var (who, message) = hour == 14 ? ("Bob <bob@example.com>", "docs: explain the recorder") : ($"Ada <{Email}>", $"feat(core): step {++steps}");
                var content = new string('x', 1 + date.Day % 10);
                script.Append(CultureInfo.InvariantCulture, $"""
                    commit refs/heads/main
                    author {who} {when} +0000
                    committer {who} {when} +0000
                    data {message.Length}
                    {message}
                    M 644 inline src/file{hour}.cs
                    data {content.Length}
                    {content}

                    """);
            }
        }
        return GitCommand.FastImportAsync(repository, script.ToString());
    }

    /// <summary>Asks for a run over the days of the history; makes the user and the connection where they are not there yet.</summary>
    public async Task<Guid> RequestAsync(string repository)
    {
        await using var db = database.CreateContext();
        var user = await db.Users.SingleOrDefaultAsync(candidate => candidate.Email == Email);
        if (user is null)
        {
            user = new User { Email = Email, Name = "Ada", TimeZone = "Europe/Berlin" };
            db.Users.Add(user);
            var settings = JsonSerializer.Serialize(new { repositories = new[] { repository } });
            db.Connections.Add(new Connection { UserId = user.Id, Platform = Platforms.Git, Name = "history", Settings = settings });
            await db.SaveChangesAsync();
        }
        return (await db.RequestRunAsync(user.Id, RunTrigger.Manual, From, To)).Id;
    }

    public Task WaitForFirstStartAsync() => WaitAsync("No worker made a first user.", async db => await db.Connections.AnyAsync());

    public async Task<Run> WaitUntilFinishedAsync(Guid runId, params WorkerProcess[] workers)
    {
        Run? run = null;
        await WaitAsync(() => $"The run did not finish:\n{string.Join("\n---\n", workers.Select(worker => worker.Output))}", async db =>
        {
            run = await db.Runs.AsNoTracking().SingleAsync(candidate => candidate.Id == runId, TestContext.Current.CancellationToken);
            return run.IsFinished;
        });
        return run!;
    }

    private Task WaitAsync(string failure, Func<BlackboxDb, Task<bool>> condition) => WaitAsync(() => failure, condition);

    private async Task WaitAsync(Func<string> failure, Func<BlackboxDb, Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await using var db = database.CreateContext();
            if (await condition(db))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException(failure());
    }
}
