using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.People;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Generation;

/// <summary>A message, what is answered to it over the next days, and what becomes of it.</summary>
internal sealed class Conversation(Agenda agenda, Dice dice, ulong seed, Channel channel, IReadOnlyList<Member> people)
{
    /// <summary>A reply comes after so many days at most: a reader who looks back two weeks finds it.</summary>
    private const int LatestReply = 11;

    private Message? _parent;

    public void Begin(Member author)
    {
        var at = WorkingDay.On(author.UtcOffset, agenda.Day, dice);
        if (dice.Chance(0.012))
        {
            var doing = dice.Pick(Chatter.Alone);
            Do(at, ts => channel.Say(author.Id, ts, doing, subtype: Subtypes.MeMessage));
            return;
        }
        var text = Fill(dice.Pick(Chatter.Openers), author);
        var files = Files(0.06);
        var isFileOnly = files.Count > 0 && dice.Chance(0.4);
        var (hasBlocks, asFileShare) = (dice.Chance(0.5), dice.Chance(0.5));
        Do(at, ts =>
        {
            _parent = channel.Say(author.Id, ts, isFileOnly ? "" : text, subtype: files.Count > 0 && asFileShare ? Subtypes.FileShare : null);
            (_parent.Files, _parent.HasBlocks) = (files, hasBlocks && !isFileOnly);
        });
        if (!isFileOnly)
            Correct(() => _parent, at, 0.07);
        React(() => _parent, at, 0.25);
        Answer(author, at);
        Withdraw(() => _parent, at, 0.02);
    }

    /// <summary>What a bot says, and what people answer.</summary>
    public void BeginByBot(Member bot, bool isOldStyle)
    {
        var at = WorkingDay.On(TimeSpan.Zero, agenda.Day, dice);
        var text = Fill(dice.Pick(Chatter.BotLines), null);
        Do(at, ts => _parent = channel.Say(isOldStyle ? "" : bot.Id, ts, text, subtype: isOldStyle ? Subtypes.BotMessage : null, botId: bot.BotId));
        if (dice.Chance(0.3))
            Answer(Colleague(null), at);
        Withdraw(() => _parent, at, 0.03);
    }

    private void Answer(Member author, DateTimeOffset at)
    {
        var last = at;
        if (dice.Chance(0.5))
        {
            for (var left = dice.Between(1, 5); left > 0; left--)
            {
                var colleague = dice.Chance(0.25) ? author : Colleague(author);
                // Mostly within the hour, sometimes after a night.
                last = WorkingDay.After(colleague.UtcOffset, last, dice.Chance(0.75) ? dice.Minutes(1, 50) : dice.Minutes(60, 900), dice);
                Reply(colleague, last, Fill(dice.Pick(Chatter.Answers), colleague));
            }
        }
        if (!dice.Chance(0.05))
            return;
        var late = Colleague(null);
        var then = WorkingDay.After(late.UtcOffset, last, TimeSpan.FromDays(dice.Between(2, 6)) + dice.Minutes(0, 300), dice);
        if (then < at.AddDays(LatestReply))
            Reply(late, then, Fill(dice.Pick(Chatter.LateAnswers), late), isLate: true);
    }

    private void Reply(Member author, DateTimeOffset at, string text, bool isLate = false)
    {
        Message? reply = null;
        var isBroadcast = dice.Chance(isLate ? 0.35 : 0.04);
        var (files, hasBlocks) = (Files(0.03), dice.Chance(0.5));
        Do(at, ts =>
        {
            if (!IsThere(_parent))
                return;
            reply = channel.Say(author.Id, ts, text, _parent, isBroadcast ? Subtypes.ThreadBroadcast : null);
            (reply.Files, reply.HasBlocks) = (files, hasBlocks);
        });
        Correct(() => reply, at, 0.06);
        React(() => reply, at, 0.15);
        Withdraw(() => reply, at, 0.015);
    }

    private void Correct(Func<Message?> message, DateTimeOffset at, double chance)
    {
        if (!dice.Chance(chance))
            return;
        var more = dice.Pick(Chatter.Corrections);
        var after = dice.Chance(0.85) ? dice.Minutes(1, 30) : TimeSpan.FromDays(dice.Between(1, 3));
        Do(at + after, ts =>
        {
            if (message() is { IsTombstone: false } there && IsThere(there))
                there.Edit(there.Text + more, ts / 1_000_000 * 1_000_000);
        });
    }

    private void React(Func<Message?> message, DateTimeOffset at, double chance)
    {
        while (dice.Chance(chance))
        {
            var (emoji, who) = (dice.Pick(Chatter.Emoji), Colleague(null));
            Do(at + dice.Minutes(1, 180), _ =>
            {
                if (message() is { IsTombstone: false } there && IsThere(there))
                    there.React(emoji, who.Id);
            });
        }
    }

    private void Withdraw(Func<Message?> message, DateTimeOffset at, double chance)
    {
        if (!dice.Chance(chance))
            return;
        var after = dice.Chance(0.7) ? dice.Minutes(1, 20) : TimeSpan.FromHours(dice.Between(20, 60));
        Do(at + after, _ =>
        {
            if (message() is { IsTombstone: false } there && IsThere(there))
                channel.Delete(there);
        });
    }

    private bool IsThere(Message? message) => message is not null && channel.Find(message.Ts) == message;

    private void Do(DateTimeOffset at, Action<long> work)
    {
        var fraction = dice.Between(1, 999_999);
        agenda.At(at, fraction, ts =>
        {
            if (!channel.IsArchived)
                work(ts);
        });
    }

    /// <summary>Somebody of the channel, but for one.</summary>
    private Member Colleague(Member? besides)
    {
        // A channel has many to pick from: a few throws find somebody.
        for (var i = 0; i < 30; i++)
        {
            var person = dice.Pick(people);
            if (person != besides && channel.Members.Contains(person.Id))
                return person;
        }
        return besides ?? people[0];
    }

    private string Fill(string phrase, Member? author)
    {
        var project = dice.Pick(Projects.All);
        var text = phrase
            .Replace("{area}", dice.Pick(project.Areas).Name, StringComparison.Ordinal)
            .Replace("{service}", project.Name, StringComparison.Ordinal)
            .Replace("{channel}", $"{channel.Id}|{channel.Name}", StringComparison.Ordinal)
            .Replace("{number}", dice.Between(100, 9_999).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        while (text.IndexOf("{person}", StringComparison.Ordinal) is >= 0 and var index)
            text = $"{text[..index]}{Colleague(author).Id}{text[(index + "{person}".Length)..]}";
        return text;
    }

    private List<SharedFile> Files(double chance)
    {
        var files = new List<SharedFile>();
        while (files.Count < 3 && dice.Chance(files.Count == 0 ? chance : 0.3))
        {
            var (name, type, mime) = dice.Pick(Chatter.Files);
            var id = "F" + Mismatches.Letters(seed, $"{agenda.Day:yyyy-MM-dd}/{channel.Id}/{agenda.Steps.Count}/{files.Count}");
            files.Add(new(id, name, type, mime, dice.Between(2_000, 4_000_000)));
        }
        return files;
    }
}
