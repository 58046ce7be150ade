using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Text;
using static Blackbox.Tests.Collecting.Slack.RecordedSlack;

namespace Blackbox.Tests.Collecting.Slack.Payloads;

/// <summary>What is expected here was written by hand from the payloads.</summary>
public sealed class RecordedSlackTests
{
    private static readonly ChannelItem General = new("C012AB3CD", "general", IsPrivate: false, IsMember: true, IsArchived: false);
    private static readonly Uri Workspace = new("https://subarachnoid.slack.com/");
    private static readonly SlackNames Names = new(new Dictionary<string, string> { ["U061F7AUR"] = "Ada" }, new Dictionary<string, string>());

    [Fact]
    public void Channels_are_named_and_say_whether_the_bot_is_in_them()
    {
        var channels = Answer("conversations.list").GetProperty("channels").EnumerateArray().Select(json => (Problem: ChannelItem.Read(json, out var channel), Channel: channel)).ToList();
        Assert.All(channels, row => Assert.Null(row.Problem));
        Assert.Equal(
            [new("C012AB3CD", "general", IsPrivate: false, IsMember: true, IsArchived: false), new("C061EG9T2", "random", IsPrivate: false, IsMember: true, IsArchived: false)],
            channels.Select(row => row.Channel!));
        Assert.Equal(["#general", "#random"], channels.Select(row => row.Channel!.Container));
    }

    [Fact]
    public void Messages_of_a_history_become_activities()
    {
        var activities = Activities("conversations.history");
        Assert.Equal(
            [
                ("U012AB3CDE", "U012AB3CDE", "message", "message:C012AB3CD:1512085950.000216", At("2017-11-30T23:52:30.000216Z"),
                    "I find you punny and would like to smell your nose letter", "https://subarachnoid.slack.com/archives/C012AB3CD/p1512085950000216"),
                ("U061F7AUR", "Ada", "message", "message:C012AB3CD:1512104434.000490", At("2017-12-01T05:00:34.00049Z"),
                    "What, you want to smell my shoes better?", "https://subarachnoid.slack.com/archives/C012AB3CD/p1512104434000490"),
            ],
            activities.Select(a => (a.Person.ExternalId, a.Person.DisplayName, a.Kind, a.ExternalId, a.OccurredAt, a.Title, a.Url!)));
        Assert.All(activities, a => Assert.Equal(("#general", a.Title, a.ExternalId, false), (a.Container, a.Body, a.Thread, a.IsPrivate)));
        Assert.Equal("""{"channel":"C012AB3CD","ts":"1512085950.000216"}""", activities[0].Details);
    }

    [Fact]
    public void Messages_of_a_thread_become_a_message_and_its_replies()
    {
        var activities = Activities("conversations.replies");
        Assert.Equal(
            [
                ("message", "1482960137.003543", At("2016-12-28T21:22:17.003543Z"), "island"),
                ("reply", "1483037603.017503", At("2016-12-29T18:53:23.017503Z"), "one island"),
                ("reply", "1483051909.018632", At("2016-12-29T22:51:49.018632Z"), "two island"),
                ("reply", "1483125339.020269", At("2016-12-30T19:15:39.020269Z"), "three for the land"),
            ],
            activities.Select(a => (a.Kind, a.ExternalId["message:C012AB3CD:".Length..], a.OccurredAt, a.Title)));
        Assert.All(activities, a => Assert.Equal(("message:C012AB3CD:1482960137.003543", "U061F7AUR", "Ada"), (a.Thread, a.Person.ExternalId, a.Person.DisplayName)));
        Assert.Equal("https://subarachnoid.slack.com/archives/C012AB3CD/p1483037603017503?thread_ts=1482960137.003543&cid=C012AB3CD", activities[1].Url);
        Assert.Equal("""{"channel":"C012AB3CD","ts":"1483037603.017503","threadTs":"1482960137.003543"}""", activities[1].Details);
    }

    [Fact]
    public void A_threads_first_message_says_how_many_replies_there_are()
    {
        var parent = Read("conversations.replies")[0];
        Assert.Equal((3, true, false), (parent.ReplyCount, parent.HasReplies, parent.IsReply));
        Assert.Equal([false, false, false], Read("conversations.replies").Skip(1).Select(reply => reply.HasReplies));
    }

    [Fact]
    public void Members_have_names_and_addresses_that_nobody_confirmed()
    {
        var users = Answer("users.list").GetProperty("members").EnumerateArray().Append(Answer("users.info").GetProperty("user"))
            .Select(json => (Problem: UserItem.Read(json, out var user), User: user)).ToList();
        Assert.All(users, row => Assert.Null(row.Problem));
        Assert.Equal(
            [
                new DirectoryPerson("W012A3CDE", "spengler", "spengler@ghostbusters.example.com", EmailIsVerified: false, IsActive: true, IsBot: false),
                new DirectoryPerson("W07QCRPA4", "Glinda the Fairly Good", "glenda@south.oz.coven", EmailIsVerified: false, IsActive: true, IsBot: false),
                new DirectoryPerson("W012A3CDE", "spengler", "spengler@ghostbusters.example.com", EmailIsVerified: false, IsActive: true, IsBot: false),
            ],
            users.Select(row => row.User.Person));
    }

    private static List<MessageItem> Read(string method) =>
    [
        .. Answer(method).GetProperty("messages").EnumerateArray().Select(json =>
        {
            Assert.Null(MessageItem.Read(json, out var message));
            return message;
        }),
    ];

    private static List<Core.Collecting.CollectedActivity> Activities(string method) => [.. Read(method).Select(message => SlackActivity.Of(message, General, Names, Workspace)!)];
}
