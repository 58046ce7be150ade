using System.Globalization;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Text;
using static Blackbox.Tests.Collecting.Slack.RecordedSlack;

namespace Blackbox.Tests.Collecting.Slack.Payloads;

public sealed class HostileSlackTests
{
    private static readonly ChannelItem General = new("C1", "general", IsPrivate: false, IsMember: true, IsArchived: false);

    [Theory]
    [InlineData("""{"user": "U1", "text": "x"}""", "A message has no time of the form 1512085950.000216.")]
    [InlineData("""{"ts": 1512085950.000216, "user": "U1"}""", "A message has no time of the form 1512085950.000216.")]
    [InlineData("""{"ts": "1512085950.00021", "user": "U1"}""", "A message has no time of the form 1512085950.000216.")]
    [InlineData("""{"ts": "9999999999.000000", "user": "U1"}""", "A message has no time of the form 1512085950.000216.")]
    [InlineData("""{"ts": "１５12085950.000216", "user": "U1"}""", "A message has no time of the form 1512085950.000216.")]
    [InlineData("[]", "A message has no time of the form 1512085950.000216.")]
    [InlineData("null", "A message has no time of the form 1512085950.000216.")]
    [InlineData("""{"ts": "1512085950.000216", "text": "x"}""", "The message 1512085950.000216 does not say who wrote it.")]
    [InlineData("""{"ts": "1512085950.000216", "user": 7}""", "The message 1512085950.000216 does not say what it is.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "u 1"}""", "The message 1512085950.000216 does not say who wrote it.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "subtype": false}""", "The message 1512085950.000216 does not say what it is.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "text": {}}""", "The message 1512085950.000216 has a text that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "text": "\ud83d"}""", "The message 1512085950.000216 has a text that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "blocks": "x"}""", "The message 1512085950.000216 has a text that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "thread_ts": 1512085950.000216}""", "The message 1512085950.000216 does not say which thread it is in.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "reply_count": -1}""", "The message 1512085950.000216 does not say how many replies it has.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "reply_count": "3"}""", "The message 1512085950.000216 does not say how many replies it has.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "latest_reply": "soon"}""", "The message 1512085950.000216 does not say when it was answered.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "edited": "yes"}""", "The message 1512085950.000216 does not say when it was edited.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "files": {}}""", "The message 1512085950.000216 has files that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "files": [{"name": 7}]}""", "The message 1512085950.000216 has a file that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "files": [null]}""", "The message 1512085950.000216 has a file that cannot be read.")]
    [InlineData("""{"ts": "1512085950.000216", "user": "U1", "reactions": [{"name": "x", "count": "1"}]}""", "The message 1512085950.000216 has a reaction that cannot be read.")]
    public void A_message_with_a_wrong_type_says_what_is_wrong(string json, string problem) => Assert.Equal(problem, MessageItem.Read(Json(json), out _));

    [Theory]
    [InlineData("""{"bot_id": "B1", "user": "U1"}""")]
    [InlineData("""{"subtype": "bot_message", "bot_id": "B1", "username": "alerts"}""")]
    [InlineData("""{"subtype": "channel_join", "user": "U1"}""")]
    [InlineData("""{"subtype": "channel_topic", "user": "U1", "topic": "x"}""")]
    [InlineData("""{"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": true}""")]
    [InlineData("""{"subtype": "something_new", "user": "U1"}""")]
    [InlineData("""{"user": "USLACKBOT"}""")]
    [InlineData("""{"type": "huddle", "user": "U1"}""")]
    public void What_no_person_wrote_is_left_out(string json) => Assert.Null(Of(json));

    [Theory]
    [InlineData("""{"user": "U1", "text": "hi"}""", "message")]
    [InlineData("""{"user": "U1", "text": "hi", "subtype": "me_message"}""", "message")]
    [InlineData("""{"user": "U1", "text": "hi", "thread_ts": "1512085950.000216", "reply_count": 2}""", "message")]
    [InlineData("""{"user": "U1", "text": "hi", "thread_ts": "1512085940.000100"}""", "reply")]
    [InlineData("""{"user": "U1", "text": "hi", "subtype": "thread_broadcast", "thread_ts": "1512085940.000100"}""", "reply")]
    public void What_a_person_wrote_is_a_message_or_a_reply(string json, string kind) => Assert.Equal((kind, "hi"), (Of(json)!.Kind, Of(json)!.Title));

    [Theory]
    [InlineData("""{"text": "\n\n  first line  \nsecond"}""", "first line", "first line  \nsecond")]
    [InlineData("""{"text": "", "subtype": "file_share", "files": [{"name": "a.png"}, {"name": "", "title": "B"}, {"mode": "tombstone"}, {}]}""",
        "Shared a.png, B, a file", "Shared a.png, B, a file")]
    [InlineData("""{"text": "look", "files": [{"name": "a\nb.png"}]}""", "look", "look\nShared a b.png")]
    [InlineData("""{"text": "", "blocks": [{"type": "header", "text": "From a block"}]}""", "From a block", "From a block")]
    [InlineData("""{"text": null, "attachments": [{"fallback": ""}, {"text": "*passed on*"}]}""", "passed on", "passed on")]
    [InlineData("""{"text": " "}""", "(no text)", "")]
    [InlineData("""{"text": "```\ncode()\n```"}""", "code()", "code()")]
    public void Titles_and_bodies_say_what_the_message_says(string json, string title, string body)
    {
        var activity = Of(json.Replace("{\"text", "{\"user\": \"U1\", \"text", StringComparison.Ordinal))!;
        Assert.Equal((title, body), (activity.Title, activity.Body));
    }

    [Fact]
    public void Details_tell_what_else_there_is()
    {
        var activity = Of("""
            {"user": "U7EXT", "user_profile": {"display_name": "Eve (Partner)"}, "text": "hi", "thread_ts": "1512085940.000100", "edited": {"user": "U1", "ts": "1512085960.000000"},
             "files": [{"name": "a.png"}], "reactions": [{"name": "tada", "users": ["U2"], "count": 1}]}
            """, General with { IsPrivate = true })!;
        Assert.Equal(
            """{"channel":"C1","ts":"1512085950.000216","threadTs":"1512085940.000100","edited":"2017-11-30T23:52:40+00:00","files":["a.png"],"reactions":[{"name":"tada","count":1}],"private":true}""",
            activity.Details);
        Assert.Equal(("U7EXT", "Eve (Partner)", true, "message:C1:1512085940.000100"), (activity.Person.ExternalId, activity.Person.DisplayName, activity.IsPrivate, activity.Thread));
    }

    [Theory]
    [InlineData("""{"id": "C1", "name": 7}""", "The channel C1 has no name.")]
    [InlineData("""{"id": "C1", "name": ""}""", "The channel C1 has no name.")]
    [InlineData("""{"id": "C1", "name": "x", "is_member": "yes"}""", "The channel C1 does not say clearly what it is.")]
    [InlineData("""{"name": "x"}""", "A channel has no id.")]
    [InlineData("""{"id": "../admin", "name": "x"}""", "A channel has no id.")]
    [InlineData("7", "A channel has no id.")]
    public void A_channel_with_a_wrong_type_says_what_is_wrong(string json, string problem) => Assert.Equal(problem, ChannelItem.Read(Json(json), out _));

    [Fact]
    public void A_direct_message_is_no_channel()
    {
        Assert.Null(ChannelItem.Read(Json("""{"id": "D1", "is_im": true, "user": "U1"}"""), out var direct));
        Assert.Null(ChannelItem.Read(Json("""{"id": "G1", "is_mpim": true, "name": "mpdm-a--b-1"}"""), out var group));
        Assert.Null(direct);
        Assert.Null(group);
    }

    [Theory]
    [InlineData("""{"name": "x"}""", "A member has no id.")]
    [InlineData("""{"id": "U1", "deleted": "no"}""", "The member U1 does not say clearly what it is.")]
    [InlineData("""{"id": "U1", "profile": []}""", "The profile of the member U1 cannot be read.")]
    [InlineData("""{"id": "U1", "profile": {"email": 7}}""", "The profile of the member U1 cannot be read.")]
    public void A_member_with_a_wrong_type_says_what_is_wrong(string json, string problem) => Assert.Equal(problem, UserItem.Read(Json(json), out _));

    [Theory]
    [InlineData("""{"id": "U1", "profile": {"email": "a@example.org"}, "is_email_confirmed": true, "is_app_user": true}""", "U1", true, true, false)]
    [InlineData("""{"id": "U1", "profile": {"display_name": " ", "real_name": "Ann Lee"}, "deleted": true, "is_email_confirmed": true}""", "Ann Lee", false, false, false)]
    [InlineData("""{"id": "U1", "name": "ann", "profile": {"email": "none"}}""", "ann", false, true, false)]
    [InlineData("""{"id": "U1", "name": "deploys", "is_bot": true}""", "deploys", false, true, true)]
    [InlineData("""{"id": "U1", "real_name": "Onboarding", "is_workflow_bot": true}""", "Onboarding", false, true, true)]
    [InlineData("""{"id": "USLACKBOT", "name": "slackbot", "is_bot": false}""", "slackbot", false, true, true)]
    public void Members_are_active_people_or_bots(string json, string name, bool isVerified, bool isActive, bool isBot)
    {
        Assert.Null(UserItem.Read(Json(json), out var user));
        Assert.Equal((name, isVerified, isActive, isBot), (user.DisplayName, user.EmailIsVerified, user.IsActive, user.IsBot));
    }

    [Fact]
    public void A_time_keeps_every_digit_and_its_order()
    {
        var random = new Random(20261120);
        var texts = Enumerable.Range(0, 2_000).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64(1_000_000_000, 4_102_444_799)}.{random.Next(1_000_000):000000}")).ToList();
        foreach (var text in texts)
        {
            var ts = SlackTs.Parse(text)!.Value;
            Assert.Equal(text, ts.Text);
            Assert.Equal(ts, SlackTs.Of(ts.At));
        }
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts.OrderBy(text => SlackTs.Parse(text)!.Value.At));
        Assert.Equal("1000000000.000000", SlackTs.Of(DateTimeOffset.MinValue).Text);
        Assert.Equal("4102444800.000000", SlackTs.Of(DateTimeOffset.MaxValue).Text);
    }

    private static Core.Collecting.CollectedActivity? Of(string json, ChannelItem? channel = null)
    {
        var withTs = json.Trim()[..1] + "\"ts\": \"1512085950.000216\", " + json.Trim()[1..];
        Assert.Null(MessageItem.Read(Json(withTs), out var message));
        return SlackActivity.Of(message, channel ?? General, SlackNames.None, null);
    }
}
