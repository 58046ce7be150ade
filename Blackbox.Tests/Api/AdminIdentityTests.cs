using System.Net;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

/// <summary>Who is who over HTTP; Ada is an admin here.</summary>
public sealed class AdminIdentityTests(ApiApp app) : IClassFixture<ApiApp>, IAsyncLifetime
{
    private const string Admin = "/admin-api/v1";

    private Connection _shared = null!;

    public async ValueTask InitializeAsync()
    {
        await using var db = app.CreateContext();
        await db.Users.Where(user => user.Id == app.Ada.User.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsAdmin, true), ApiApp.Cancellation);
        _shared = new Connection { Platform = Platforms.GitHub, Name = "Shared", Status = ConnectionStatus.Active };
        db.Add(_shared);
        await db.SaveChangesAsync(ApiApp.Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Identities_are_listed_with_candidates_people_first_and_paged()
    {
        await AddAsync("bot", "A bot", bot: true);
        await AddAsync("left", "Anton", active: false);
        var unassigned = await AddAsync("adalindqvist", "Lindqvist, Ada");
        await AddAsync("zoe", "Zoe");
        var all = await app.GetAsync($"{Admin}/identities?connectionId={_shared.Id}&state=unassigned");
        Assert.Equal(["Lindqvist, Ada", "Zoe", "Anton", "A bot"], Names(all));
        var candidate = all.GetProperty("items")[0].GetProperty("candidates")[0];
        Assert.Equal(app.Ada.User.Id, candidate.GetProperty("user").GetProperty("id").GetGuid());
        Assert.InRange(candidate.GetProperty("score").GetDouble(), 0.7, 0.89);
        Assert.StartsWith("It has", candidate.GetProperty("reason").GetString(), StringComparison.Ordinal);

        List<string?> seen = [];
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"{Admin}/identities?connectionId={_shared.Id}&limit=1{(cursor is null ? null : $"&cursor={cursor}")}");
            seen.AddRange(Names(page));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(["Lindqvist, Ada", "Zoe", "Anton", "A bot"], seen);
        Assert.Equal(["Zoe"], Names(await app.GetAsync($"{Admin}/identities?connectionId={_shared.Id}&q=ZO")));
        Assert.Empty(Names(await app.GetAsync($"{Admin}/identities?connectionId={_shared.Id}&q=%25")));
        Assert.Equal(4, Names(await app.GetAsync($"{Admin}/identities?platform=github&connectionId={_shared.Id}")).Count);
        Assert.Equal(unassigned, (await app.GetAsync($"{Admin}/identities/{unassigned}")).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Assigning_shows_waiting_work_and_undo_takes_it_away()
    {
        var id = await AddAsync("worker", "A worker");
        await DoAsync(id, "the-waiting-work", new(2026, 10, 1));
        Assert.DoesNotContain("the-waiting-work", (await app.GetAsync("/api/v1/activities?date=2026-10-01")).GetRawText(), StringComparison.Ordinal);

        var assigned = await app.SendAsync(HttpMethod.Post, $"{Admin}/identities/{id}/assign", new { userId = app.Ada.User.Id });
        Assert.Contains("the-waiting-work", (await app.GetAsync("/api/v1/activities?date=2026-10-01")).GetRawText(), StringComparison.Ordinal);
        await using var db = app.CreateContext();
        Assert.True(await db.Runs.AnyAsync(run => run.UserId == app.Ada.User.Id && run.Trigger == RunTrigger.Followup && run.FromDate == new DateOnly(2026, 10, 1), ApiApp.Cancellation));
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/identities/{id}/assign", new { userId = app.Eve.User.Id }, HttpStatusCode.Conflict, "belongs_to_another");
        Assert.Contains((await app.GetAsync("/api/v1/me/identities")).EnumerateArray(), mine => mine.GetProperty("id").GetGuid() == id);

        var history = await app.GetAsync($"{Admin}/identities/{id}/history");
        Assert.Equal(("assign", app.Ada.User.Id), (history.GetProperty("items")[0].GetProperty("action").GetString(), history.GetProperty("items")[0].GetProperty("changedBy").GetProperty("id").GetGuid()));
        var change = assigned.GetProperty("changeIds")[0].GetGuid();
        await app.SendAsync(HttpMethod.Post, $"{Admin}/identity-changes/{change}/undo", null);
        Assert.DoesNotContain("the-waiting-work", (await app.GetAsync("/api/v1/activities?date=2026-10-01")).GetRawText(), StringComparison.Ordinal);
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/identity-changes/{change}/undo", null, HttpStatusCode.Conflict, "already_undone");
        Assert.Equal(["undo", "assign"], (await app.GetAsync($"{Admin}/identities/{id}/history")).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task Merge_and_its_undo_and_unassign()
    {
        Guid[] ids = [await AddAsync("m1", "One"), await AddAsync("m2", "Two")];
        var merged = await app.SendAsync(HttpMethod.Post, $"{Admin}/identities/merge", new { userId = app.Ada.User.Id, identityIds = ids });
        Assert.Equal(2, merged.GetProperty("changeIds").GetArrayLength());
        await app.SendAsync(HttpMethod.Post, $"{Admin}/identity-changes/batches/{merged.GetProperty("batchId").GetGuid()}/undo", null);
        Assert.Equal(JsonValueKind.Null, (await app.GetAsync($"{Admin}/identities/{ids[0]}")).GetProperty("user").ValueKind);

        await app.SendAsync(HttpMethod.Post, $"{Admin}/identities/{ids[0]}/assign", new { userId = app.Eve.User.Id });
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/identities/merge", new { userId = app.Ada.User.Id, identityIds = ids }, HttpStatusCode.Conflict, "belongs_to_another");
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/identities/{ids[0]}/unassign", new { userId = app.Ada.User.Id }, HttpStatusCode.Conflict, "belongs_to_another");
        await app.SendAsync(HttpMethod.Post, $"{Admin}/identities/{ids[0]}/unassign", null);
        foreach (var body in (object[])[new { userId = app.Ada.User.Id, identityIds = Array.Empty<Guid>() }, new { identityIds = ids }, new { userId = app.Ada.User.Id, identityIds = Enumerable.Repeat(ids[0], 101) }])
            await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/identities/merge", body, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Somebody_elses_personal_connection_is_nobodys_business()
    {
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Get, $"identities/{app.Eve.Unknown.Id}", null), (HttpMethod.Get, $"identities/{app.Eve.Unknown.Id}/history", null),
            (HttpMethod.Post, $"identities/{app.Eve.Unknown.Id}/assign", new { userId = app.Ada.User.Id }), (HttpMethod.Post, $"identities/{app.Eve.Mine.Id}/unassign", null),
            (HttpMethod.Post, "identities/merge", new { userId = app.Ada.User.Id, identityIds = new[] { app.Eve.Unknown.Id } }),
        ])
            await app.AssertProblemAsync(method, $"{Admin}/{path}", body, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/connections/{app.Eve.Connection.Id}/directory/sync", null, HttpStatusCode.NotFound, "connection_not_found");
        await app.AssertProblemAsync(HttpMethod.Get, $"{Admin}/connections/{app.Eve.Connection.Id}", null, HttpStatusCode.NotFound, "connection_not_found");
        Assert.DoesNotContain(app.Eve.Unknown.Id.ToString(), (await app.GetAsync($"{Admin}/identities?limit=200")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_is_made_listed_approved_and_shows_no_e_mail()
    {
        var id = await AddAsync("ada-l", "Ada Lindqvist", email: "secret@example.com");
        var other = await AddAsync("stranger", "Completely Else", email: "other-secret@example.com");
        var claimable = await app.GetAsync("/api/v1/identities/claimable");
        Assert.Contains(claimable.EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);
        Assert.DoesNotContain(claimable.EnumerateArray(), row => row.GetProperty("id").GetGuid() == other);
        var found = await app.GetAsync("/api/v1/identities/claimable?q=completely");
        Assert.Contains(found.EnumerateArray(), row => row.GetProperty("id").GetGuid() == other);
        Assert.DoesNotContain("secret@", claimable.GetRawText() + found.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain((await app.GetAsync("/api/v1/identities/claimable?q=other-secret")).EnumerateArray(), row => row.GetProperty("id").GetGuid() == other);

        var claim = await app.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/claims", new { message = "It is me." });
        var again = await app.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/claims", null);
        Assert.Equal(claim.GetProperty("id").GetGuid(), again.GetProperty("id").GetGuid());
        Assert.Equal("pending", claim.GetProperty("status").GetString());
        Assert.Contains("It is me.", (await app.GetAsync($"{Admin}/claims")).GetRawText(), StringComparison.Ordinal);
        await app.SendAsync(HttpMethod.Post, $"{Admin}/claims/{claim.GetProperty("id").GetGuid()}/approve", null, HttpStatusCode.NoContent);
        Assert.Equal("claim", (await app.GetAsync($"{Admin}/identities/{id}")).GetProperty("assignedBy").GetString());
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/claims/{claim.GetProperty("id").GetGuid()}/reject", null, HttpStatusCode.Conflict, "already_decided");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{id}/claims", null, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{app.Eve.Unknown.Id}/claims", null, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{app.Ada.Unknown.Id}/claims", null, HttpStatusCode.NotFound, "identity_not_found");

        var second = await app.SendAsync(HttpMethod.Post, $"/api/v1/identities/{other}/claims", null);
        await app.SendAsync(HttpMethod.Post, $"/api/v1/me/claims/{second.GetProperty("id").GetGuid()}/withdraw", null, HttpStatusCode.NoContent);
        Assert.Equal(2, (await app.GetAsync("/api/v1/me/claims")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Shared_connection_is_added_changed_and_removed_and_its_secret_is_told_to_nobody()
    {
        const string Secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
        var added = await app.SendAsync(HttpMethod.Post, $"{Admin}/connections",
            new { platform = "github", name = "Ours", settings = new { organization = "nowhere" }, baseUrl = "http://127.0.0.1:9/api/v3", secret = Secret }, HttpStatusCode.Created);
        var id = added.GetProperty("connection").GetProperty("id").GetGuid();
        Assert.True(added.GetProperty("connection").GetProperty("hasSecret").GetBoolean());
        var changed = await app.SendAsync(HttpMethod.Patch, $"{Admin}/connections/{id}", new { name = "Renamed" });
        Assert.Equal("Renamed", changed.GetProperty("name").GetString());
        var list = await app.GetAsync($"{Admin}/connections");
        Assert.DoesNotContain(Secret, added.GetRawText() + changed.GetRawText() + list.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Renamed", (await app.GetAsync("/api/v1/connections")).GetRawText(), StringComparison.Ordinal);
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/connections/{id}/directory/sync", null, HttpStatusCode.Conflict, "no_directory");
        await app.AssertProblemAsync(HttpMethod.Post, $"{Admin}/connections", new { platform = "svn", settings = new { } }, HttpStatusCode.BadRequest, "invalid_request");
        await app.SendAsync(HttpMethod.Delete, $"{Admin}/connections/{id}", null, HttpStatusCode.NoContent);
        await app.AssertProblemAsync(HttpMethod.Get, $"{Admin}/connections/{id}", null, HttpStatusCode.NotFound, "connection_not_found");
    }

    [Fact]
    public async Task Platform_order_is_kept_and_asks_for_the_days_once()
    {
        Assert.Empty((await app.GetAsync("/api/v1/me/preferences")).GetProperty("platformOrder").EnumerateArray());
        string[] order = ["slack", "git"];
        for (var round = 0; round < 2; round++)
        {
            var changed = await app.SendAsync(HttpMethod.Patch, "/api/v1/me/preferences", new { platformOrder = order });
            Assert.Equal(order, changed.GetProperty("platformOrder").EnumerateArray().Select(name => name.GetString()));
        }
        await using var db = app.CreateContext();
        Assert.Single(await db.Runs.Where(run => run.UserId == app.Ada.User.Id && run.Trigger == RunTrigger.Followup
            && run.FromDate == SampleRecord.First && run.ToDate == SampleRecord.Third).ToListAsync(ApiApp.Cancellation));
        foreach (var wrong in (string[][])[["git", "git"], ["Git"], [""], [new string('a', 33)], ["a b"], [.. Enumerable.Range(0, 33).Select(i => $"p{i}")]])
            await app.AssertProblemAsync(HttpMethod.Patch, "/api/v1/me/preferences", new { platformOrder = wrong }, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task People_page_is_for_admins_and_assigns()
    {
        var id = await AddAsync("page-person", "<b>Page Person</b>");
        var page = await app.Client.GetStringAsync($"/people?connection={_shared.Id}", ApiApp.Cancellation);
        Assert.Contains("&lt;b&gt;Page Person", page, StringComparison.Ordinal);
        foreach (var path in (string[])[$"/people/{id}", "/identities", "/identities?q=page", "/settings", "/people?state=all&q=%00%25", "/people?state=assigned"])
            Assert.Contains("</html>", await app.Client.GetStringAsync(path, ApiApp.Cancellation), StringComparison.Ordinal);
    }

    private async Task<Guid> AddAsync(string key, string name, string? email = null, bool active = true, bool bot = false)
    {
        await using var db = app.CreateContext();
        var identity = new Identity { ConnectionId = _shared.Id, ExternalId = key, DisplayName = name, Email = email, IsActive = active, IsBot = bot };
        db.Add(identity);
        await db.SaveChangesAsync(ApiApp.Cancellation);
        return identity.Id;
    }

    private async Task DoAsync(Guid identityId, string key, DateOnly date)
    {
        await using var db = app.CreateContext();
        var identity = await db.Identities.SingleAsync(candidate => candidate.Id == identityId, ApiApp.Cancellation);
        db.Add(SampleRecord.Commit(identity, key, date, new(9, 0), key));
        await db.SaveChangesAsync(ApiApp.Cancellation);
    }

    private static List<string?> Names(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("displayName").GetString())];
}

/// <summary>Ada is no admin here.</summary>
public sealed class AdminOnlyTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Theory]
    [InlineData("GET", "/admin-api/v1/identities")]
    [InlineData("GET", "/admin-api/v1/connections")]
    [InlineData("GET", "/admin-api/v1/claims")]
    [InlineData("POST", "/admin-api/v1/identities/0197a000-0000-7000-8000-000000000001/unassign")]
    [InlineData("POST", "/admin-api/v1/identity-changes/0197a000-0000-7000-8000-000000000001/undo")]
    [InlineData("POST", "/admin-api/v1/claims/0197a000-0000-7000-8000-000000000001/approve")]
    [InlineData("DELETE", "/admin-api/v1/connections/0197a000-0000-7000-8000-000000000001")]
    [InlineData("GET", "/people")]
    public Task Only_an_admin_may(string method, string path) =>
        app.AssertProblemAsync(new HttpMethod(method), path, null, HttpStatusCode.Forbidden, "admin_only");
}
