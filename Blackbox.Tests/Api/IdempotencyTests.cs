using System.Net;
using System.Text.Json;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

public sealed class IdempotencyTests(ApiApp app) : IClassFixture<ApiApp>
{
    private static readonly object March = new { from = "2026-03-02", to = "2026-03-09" };

    [Fact]
    public async Task Key_has_one_run_from_its_start_to_long_after_its_end()
    {
        using var first = await SendAsync("whole life", March);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var run = await BodyAsync(first);
        var id = run.GetProperty("id").GetGuid();
        Assert.Equal("queued", run.GetProperty("status").GetString());
        Assert.EndsWith($"/api/v1/runs/{id}", first.Headers.Location?.ToString(), StringComparison.Ordinal);

        foreach (var status in (RunStatus[])[RunStatus.Queued, RunStatus.Running])
        {
            await SetAsync(id, status);
            using var meanwhile = await SendAsync("whole life", March);
            var problem = await ApiApp.AssertProblemAsync(meanwhile, HttpStatusCode.Conflict, "run_in_progress");
            Assert.Equal((id, status.ToString().ToLowerInvariant()), (problem.GetProperty("run").GetProperty("id").GetGuid(), problem.GetProperty("run").GetProperty("status").GetString()));
            Assert.Equal(first.Headers.Location, meanwhile.Headers.Location);
        }

        await SetAsync(id, RunStatus.Succeeded, "Nine activities.");
        using var afterwards = await SendAsync("whole life", March);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (afterwards.StatusCode, afterwards.Content.Headers.ContentType?.MediaType));
        var answer = await BodyAsync(afterwards);
        Assert.Equal((id, "succeeded", "Nine activities.", true), (
            answer.GetProperty("id").GetGuid(), answer.GetProperty("status").GetString(), answer.GetProperty("message").GetString(), answer.GetProperty("finished").GetBoolean()));
        Assert.Equal(run.EnumerateObject().Select(member => member.Name).Order(), answer.EnumerateObject().Select(member => member.Name).Order());

        // The answer is what it was, whatever becomes of the run's row.
        await SetAsync(id, RunStatus.Failed, "Changed afterwards.");
        using var later = await SendAsync("whole life", March);
        Assert.Equal(answer.GetRawText(), (await BodyAsync(later)).GetRawText());
    }

    [Fact]
    public async Task Key_is_required_and_must_be_printable()
    {
        foreach (var missing in (string?[])[null, "", "   "])
        {
            using var response = await SendAsync(missing, March);
            await ApiApp.AssertProblemAsync(response, HttpStatusCode.BadRequest, "idempotency_key_required");
        }
        foreach (var wrong in (string[])[new('x', 101), "tab\tinside", "한글"])
        {
            using var response = await SendAsync(wrong, March);
            await ApiApp.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        }
        using var longest = await SendAsync(new('x', 100), March);
        Assert.Equal(HttpStatusCode.Accepted, longest.StatusCode);
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused_and_the_same_in_other_words_is_not()
    {
        using var first = await SendAsync("other body", new { date = "2026-03-02" });
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        foreach (var other in (object[])[March, new { date = "2026-03-03" }, new { date = "2026-03-02", connectionId = app.Ada.Connection.Id }])
        {
            using var refused = await SendAsync("other body", other);
            await ApiApp.AssertProblemAsync(refused, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        }
        using var same = await SendAsync("other body", new { from = "2026-03-02", to = "2026-03-02" });
        await ApiApp.AssertProblemAsync(same, HttpStatusCode.Conflict, "run_in_progress");
    }

    [Fact]
    public async Task Equal_requests_at_the_same_moment_start_one_run()
    {
        for (var round = 0; round < 5; round++)
        {
            var before = await CountAsync();
            var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync($"at once {round}", March)));
            Assert.Equal(1, responses.Count(response => response.StatusCode == HttpStatusCode.Accepted));
            Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
            Assert.Single(responses.Select(response => response.Headers.Location).Distinct());
            Assert.Equal(before + 1, await CountAsync());
            Array.ForEach(responses, response => response.Dispose());
        }
    }

    [Fact]
    public async Task Key_of_another_user_is_another_key()
    {
        await using var db = app.CreateContext();
        var hers = await new IdempotentRuns(db, TimeProvider.System).StartAsync(
            new(app.Eve.User.Id, "shared name", new(2026, 3, 2), new(2026, 3, 9), null), ApiApp.Cancellation);
        using var response = await SendAsync("shared name", March);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotEqual(hers.Run.Id, (await BodyAsync(response)).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Refused_request_does_not_use_its_key_up()
    {
        using var foreign = await SendAsync("second try", new { date = "2026-03-02", connectionId = app.Eve.Connection.Id });
        await ApiApp.AssertProblemAsync(foreign, HttpStatusCode.NotFound, "connection_not_found");
        using var corrected = await SendAsync("second try", new { date = "2026-03-02", connectionId = app.Ada.Connection.Id });
        Assert.Equal(HttpStatusCode.Accepted, corrected.StatusCode);
    }

    [Fact]
    public async Task Key_is_forgotten_after_a_day_and_its_run_stays()
    {
        var time = new ManualTime(new(2031, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var order = new RunOrder(app.Ada.User.Id, "a day", new(2026, 3, 2), new(2026, 3, 2), null);
        await using var db = app.CreateContext();
        var runs = new IdempotentRuns(db, time);
        var first = await runs.StartAsync(order, ApiApp.Cancellation);
        Assert.Equal(RunOrderOutcome.Started, first.Outcome);

        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(first.Run.Id, (await runs.FindAsync(order, ApiApp.Cancellation))?.Run.Id);
        Assert.Equal(RunOrderOutcome.InProgress, (await runs.StartAsync(order, ApiApp.Cancellation)).Outcome);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await runs.FindAsync(order, ApiApp.Cancellation));
        var second = await runs.StartAsync(order, ApiApp.Cancellation);
        Assert.Equal(RunOrderOutcome.Started, second.Outcome);
        Assert.NotEqual(first.Run.Id, second.Run.Id);

        time.Advance(TimeSpan.FromHours(24));
        Assert.True(await runs.RemoveExpiredAsync(ApiApp.Cancellation) >= 1);
        Assert.False(await db.IdempotencyKeys.AnyAsync(key => key.Key == "a day", ApiApp.Cancellation));
        Assert.Equal(2, await db.Runs.CountAsync(run => run.Id == first.Run.Id || run.Id == second.Run.Id, ApiApp.Cancellation));
    }

    private async Task<HttpResponseMessage> SendAsync(string? key, object body)
    {
        using var request = ApiApp.Request(HttpMethod.Post, "/api/v1/runs", body);
        request.Headers.Remove("Idempotency-Key");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await app.Client.SendAsync(request, ApiApp.Cancellation);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(ApiApp.Cancellation));

    private async Task<int> CountAsync()
    {
        await using var db = app.CreateContext();
        return await db.Runs.CountAsync(ApiApp.Cancellation);
    }

    private async Task SetAsync(Guid id, RunStatus status, string? message = null)
    {
        await using var db = app.CreateContext();
        await db.Runs.Where(r => r.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Status, status).SetProperty(r => r.Message, message), ApiApp.Cancellation);
    }
}
