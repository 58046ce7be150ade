using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Confluence.Payloads;

namespace Blackbox.Tests.Collecting.Confluence;

public sealed class HostileConfluenceTests
{
    private const string Site = "https://team.atlassian.net/wiki";

    private static readonly string[] Values = ["null", "7", "\"x\"", "[]", "{}", "true", "-1", "1e400", "\"\\ud800\"", "\"\"", "[[]]", "{\"id\": {}}"];

    [Fact]
    public void Page_reads_whatever_else_it_holds()
    {
        Assert.Null(ContentItem.Read(
            Json("""
                {"id": "98311", "type": "page", "status": "current", "title": "Run\u0000book\nnow", "space": {"key": "ENG", "id": 7}, "extensions": {"position": 3},
                 "ancestors": [{"id": "1", "title": "Home"}, {"id": 2, "title": null}], "version": {"number": 3, "when": "2026-03-02T17:11:00.000+09:00", "message": "Fix\r\nit",
                 "minorEdit": true, "by": {"type": "known", "accountId": "5b10", "accountType": "atlassian", "displayName": "Ada"} }, "_links": {"webui": "/spaces/ENG/pages/98311/Runbook"} }
                """), Site, out var page));
        Assert.Equal(("98311", "Run book now", "ENG", "2", $"{Site}/spaces/ENG/pages/98311/Runbook"), (page!.Id, page.Title, page.Space, page.ParentId, page.Url));
        Assert.Equal(["Home", "(untitled)"], page.Ancestors);
        Assert.Equal(new ContentVersion(3, new(2026, 3, 2, 8, 11, 0, TimeSpan.Zero), new("5b10", "Ada", false), "Fix\nit", true), page.Version);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("trashed")]
    public void Drafts_and_trash_are_no_activity(string status)
    {
        Assert.Null(ContentItem.Read(Json($$"""{"id": "1", "type": "page", "status": "{{status}}"}"""), Site, out var page));
        Assert.Null(page);
        Assert.Null(CommentItem.Read(Json($$"""{"id": "1", "status": "current", "container": {"id": "2", "status": "{{status}}"} }"""), Site, null, out var comment));
        Assert.Null(comment);
    }

    [Fact]
    public void Who_is_missing_is_anonymous_and_apps_are_bots()
    {
        foreach (var user in new[] { "null", "{}", "[]", "\"x\"", """{"type": "anonymous", "displayName": "Anonymous"}""", """{"accountId": " \u0001"}""" })
            Assert.Equal(new CollectedPerson("anonymous", "Anonymous"), Author.Of(Json(user)).Person);
        Assert.True(Author.Of(Json("""{"accountId": "a", "accountType": "app"}""")).IsBot);
        Assert.Equal(new CollectedPerson("ff80", "Ada"), Author.Of(Json("""{"username": "ada", "userKey": "ff80", "displayName": "Ada"}""")).Person);
        Assert.Equal(new CollectedPerson("ada", "ada"), Author.Of(Json("""{"username": "ada"}""")).Person);
    }

    [Fact]
    public void Any_member_may_be_anything()
    {
        const string Page = """{"id": "1", "type": "page", "status": "current", "title": "T", "space": {"key": "ENG"}, "ancestors": [], "version": {"number": 1, "when": "2026-03-02T08:11:00Z", "by": {} }, "_links": {} }""";
        const string Comment = """
            {"id": "1", "type": "comment", "status": "current", "container": {"id": "2", "title": "T"}, "space": {"key": "ENG"}, "history": {"createdDate": "2026-03-02T08:11:00Z", "createdBy": {} },
             "version": {"number": 1, "when": "2026-03-02T08:11:00Z"}, "ancestors": [], "extensions": {}, "body": {"storage": {"value": "<p>x</p>"} }, "_links": {} }
            """;
        foreach (var member in new[] { "id", "type", "status", "title", "space", "ancestors", "version", "_links", "container", "history", "extensions", "body" })
        {
            foreach (var value in Values)
            {
                ContentItem.Read(Json(With(Page, member, value)), Site, out _);
                CommentItem.Read(Json(With(Comment, member, value)), Site, null, out _);
            }
        }
        foreach (var value in Values)
        {
            Assert.NotNull(ContentItem.Read(Json(value), Site, out _));
            Assert.NotNull(CommentItem.Read(Json(value), Site, null, out _));
            Assert.NotNull(ContentItem.Read(Json(With(Page, "version", value)), Site, out _));
            Assert.NotNull(ContentItem.Read(Json(With(Page, "id", value == "7" || value == "\"x\"" ? "null" : value)), Site, out _));
        }

        static string With(string json, string member, string value)
        {
            var members = Json(json).EnumerateObject().Where(one => one.Name != member).Select(one => $"\"{one.Name}\": {one.Value.GetRawText()}").Append($"\"{member}\": {value}");
            return $"{{{string.Join(", ", members)}}}";
        }
    }

    [Fact]
    public void Foreign_addresses_are_not_shown()
    {
        const string Page = """{"id": "1", "type": "page", "title": "T", "space": {"key": "ENG"}, "version": {"number": 1, "when": "2026-03-02T08:11:00Z"}, "_links": {"webui": "LINK"} }""";
        foreach (var link in new[] { "javascript:alert(1)", "https://evil.example", "", "x" })
        {
            Assert.Null(ContentItem.Read(Json(Page.Replace("LINK", link, StringComparison.Ordinal)), Site, out var page));
            Assert.Null(page!.Url);
        }
        Assert.Equal("https://asked.example", PageUrl.Site(Json("""{"_links": {"base": "javascript:x"} }"""), new("https://asked.example/")));
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
