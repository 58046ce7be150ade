using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using static Blackbox.Tests.Collecting.Jira.Recorded;

namespace Blackbox.Tests.Collecting.Jira.Payloads;

public sealed class HostilePayloadTests
{
    private const string Author = """ "author": {"accountId": "a", "displayName": "Ada"} """;

    [Theory]
    [InlineData("""{}""", "An issue has no id.")]
    [InlineData("""[1]""", "An issue has no id.")]
    [InlineData("""{"id": "-1", "key": "ENG-1"}""", "An issue has no id.")]
    [InlineData("""{"id": "99999999999999999999", "key": "ENG-1"}""", "An issue has no id.")]
    [InlineData("""{"id": "1", "key": 7}""", "Issue 1 has no key.")]
    [InlineData("""{"id": "1", "key": "nonsense"}""", "Issue 1 has no key.")]
    [InlineData("""{"id": "1", "key": "ENG-1", "fields": []}""", "Issue ENG-1 has no dates of creation and change between 1970 and 2100.")]
    [InlineData("""{"id": "1", "key": "ENG-1", "fields": {"created": "2020-01-01", "updated": "2200-01-01"}}""", "Issue ENG-1 has no dates of creation and change between 1970 and 2100.")]
    public void Malformed_issue_is_reported(string json, string expected) => Assert.Equal(expected, JiraIssue.Read(Json(json), Site, out _));

    [Theory]
    [InlineData("""{"id": "7"}""", "Change 7 of ENG-12 has no date between 1970 and 2100.")]
    [InlineData("""{"id": {}, "created": "2020-01-01"}""", "A change of ENG-12 has no id.")]
    [InlineData("""{"id": "7", "created": "2020-01-01"}""", "Change 7 of ENG-12 does not say what was changed.")]
    [InlineData("""{"id": "7", "created": "2020-01-01", "items": [7]}""", "Change 7 of ENG-12 has an entry without a field.")]
    [InlineData("""{"id": "7", "created": "2020-01-01", "items": [{"field": {}}]}""", "Change 7 of ENG-12 has an entry without a field.")]
    public void Malformed_change_is_reported(string json, string expected) => Assert.Equal((expected, null), History(Json(json)));

    [Theory]
    [InlineData("""{"id": "7"}""", "Comment 7 on ENG-12 has no date between 1970 and 2100.")]
    [InlineData("""null""", "A comment on ENG-12 has no id.")]
    public void Malformed_comment_is_reported(string json, string expected) => Assert.Equal((expected, null), Comment(Json(json)));

    [Theory]
    [InlineData("""{"id": "7", "created": "2020-01-01"}""", "Worklog 7 of ENG-12 has no dates of its start and entry between 1970 and 2100.")]
    [InlineData("""{"id": "7", "created": "2020-01-01", "started": "2020-01-01", "timeSpentSeconds": "1h"}""", "Worklog 7 of ENG-12 does not say how long it took.")]
    [InlineData("""{"id": "7", "created": "2020-01-01", "started": "2020-01-01", "timeSpentSeconds": -5}""", "Worklog 7 of ENG-12 does not say how long it took.")]
    public void Malformed_worklog_is_reported(string json, string expected) => Assert.Equal((expected, null), Worklog(Json(json)));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"accountId": "", "displayName": "Runjuu"}""")]
    [InlineData("""{"accountId": 7}""")]
    [InlineData("""{"accountId": "x", "accountType": "app"}""")]
    public void Nobody_and_apps_are_left_out(string author) =>
        Assert.Equal((null, null), Comment(Json($$"""{"id": "7", "created": "2020-01-01", "author": {{author}}, "body": "x"}""")));

    [Fact]
    public void Accounts_of_a_data_center_are_known_by_key_or_name()
    {
        Assert.Equal(new("JIRAUSER10100", "Ada"), JiraUser.Of(Json("""{"key": "JIRAUSER10100", "name": "ada", "displayName": "Ada"}"""))!.Value.Person);
        Assert.Equal(new("ada", "ada"), JiraUser.Of(Json("""{"name": "ada"}"""))!.Value.Person);
    }

    [Fact]
    public void What_only_some_may_see_is_private()
    {
        Assert.True(Comment(Json($$"""{"id": "7", "created": "2020-01-01", {{Author}}, "body": "x", "visibility": {"type": "role", "value": "Administrators"} }""")).Activity!.IsPrivate);
        var restricted = Issue(Json("""{"id": "1", "key": "ENG-1", "fields": {"created": "2020-01-01", "updated": "2020-01-01", "security": {"name": "Board"}}}"""));
        Assert.True(Comment(Json($$"""{"id": "7", "created": "2020-01-01", {{Author}}, "body": "x"}"""), restricted).Activity!.IsPrivate);
    }

    [Fact]
    public void Texts_of_any_size_are_cut_and_titles_are_one_line()
    {
        var summary = string.Concat(Enumerable.Repeat("a\\n\\t\\u0000b ", 5_000));
        var issue = Issue(Json($$"""{"id": "1", "key": "ENG-1", "fields": {"summary": "{{summary}}", "created": "2020-01-01", "updated": "2020-01-01"} }"""));
        Assert.Equal(Activity.MaxTitleLength, issue.Title.Length);
        Assert.DoesNotContain(issue.Title, char.IsControl);
        var comment = Comment(Json($$"""{"id": "7", "created": "2020-01-01", {{Author}}, "body": "{{new string('x', 200_000)}}"}""")).Activity!;
        Assert.Equal(Activity.MaxBodyLength, comment.Body.Length);
    }

    [Fact]
    public void Fields_of_a_site_are_bounded()
    {
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $$""" "customfield_{{i}}": {"value": "{{new string('v', 300)}}", "self": "https://example.org/x"} """));
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 40)) + "1" + new string('}', 40);
        var json = Json($$"""{"id": "1", "key": "ENG-1", "fields": {"created": "2020-01-01", "updated": "2020-01-01", "creator": {"name": "ada"}, "deep": {{deep}} , "half": "\ud800", {{many}} } }""");
        var details = Details(Issue(json).Created(json)!);
        Assert.InRange(details.Member("fields").EnumerateObject().Count(), 20, CustomFields.MaxFields);
        Assert.InRange(details.GetRawText().Length, 5_000, CustomFields.MaxTotalLength + 10_000);
        Assert.Equal("""["fields"]""", details.Member("truncated").GetRawText());
        Assert.False(details.Member("fields").Has("deep"));
        Assert.False(details.Member("fields").Member("customfield_0").Has("self"));
    }
}
