using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.People;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Generation;

/// <summary>Makes the workspace, and for each day what its people say.</summary>
internal sealed class SlackGenerator
{
    /// <summary>On which day of the record a channel gets its new name.</summary>
    private const int RenamedAfter = 10;

    private readonly SlackSimulatorOptions _options;
    private readonly ulong _seed;
    private readonly List<Member> _people;
    private readonly Member _bot;
    private readonly Rooms _rooms;

    public SlackGenerator(SlackSimulatorOptions options)
    {
        _options = options;
        _seed = options.WholeSeed;
        var everybody = Staff.Hire(options).Select(Roster.Of).ToList();
        _people = [.. everybody.Where(member => !member.IsDeleted)];
        _bot = Roster.Bot(_seed, "Deploys");
        Workspace = new(options.Organisation, Roster.TeamName) { Robot = Roster.Bot(_seed, "Blackbox") };
        foreach (var member in everybody.Append(_bot).Append(Workspace.Robot).Append(Roster.Slackbot))
            Workspace.Add(member);
        _rooms = new(Workspace, _people, _seed);
        if (options.BusyChannelMessages > 0)
            _rooms.OpenBusy("parcels", options.EndDate.AddDays(-1), options.BusyChannelMessages);
    }

    public Workspace Workspace { get; }

    /// <summary>All that begins on the day, in order.</summary>
    public IReadOnlyList<Step<Workspace>> Begin(DateOnly day)
    {
        var agenda = new Agenda(day);
        var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var busy = 1.7 * _options.Activity * (isWeekend ? 0.05 : 1);
        for (var i = 0; i < _people.Count; i++)
        {
            var dice = DiceOf(day, i.ToString(CultureInfo.InvariantCulture));
            for (var left = busy; left > 0; left--)
            {
                if (!_people[i].IsDeleted && dice.Chance(left))
                    new Conversation(agenda, dice, _seed, _rooms.PickFor(i, day, dice), _people).Begin(_people[i]);
            }
        }
        foreach (var room in _rooms.ProjectRooms)
        {
            var dice = DiceOf(day, room.Id);
            for (var left = isWeekend ? 1 : 3; left > 0; left--)
            {
                if (dice.Chance(0.5))
                    new Conversation(agenda, dice, _seed, room, _people).BeginByBot(_bot, isOldStyle: dice.Chance(0.5));
            }
        }
        KeepHouse(agenda, DiceOf(day, "house"));
        return agenda.Steps;
    }

    /// <summary>Who comes and goes, what a channel is about, and what becomes of it.</summary>
    private void KeepHouse(Agenda agenda, Dice dice)
    {
        var morning = new DateTimeOffset(agenda.Day, new(8, 15), TimeSpan.Zero);
        var (room, person, topic) = (dice.Pick(_rooms.ProjectRooms), dice.Pick(_people), dice.Pick(Chatter.Topics));
        if (dice.Chance(0.2))
        {
            Do(morning, ts => room.Say(person.Id, ts, $"<@{person.Id}> has joined the channel", subtype: Subtypes.Join));
            Do(morning.AddHours(9), ts => room.Say(person.Id, ts, $"<@{person.Id}> has left the channel", subtype: Subtypes.Leave));
        }
        if (dice.Chance(0.15))
        {
            Do(morning.AddHours(1), ts =>
            {
                room.Topic = topic;
                room.Say(person.Id, ts, $"<@{person.Id}> set the channel topic: {topic}", subtype: Subtypes.Topic);
            });
        }
        if (agenda.Day == _options.FirstDay.AddDays(Math.Min(RenamedAfter, _options.Days / 2)) && _rooms.ProjectRooms.Find(one => one.Name == "stock-bridge") is { } renamed)
            Do(morning.AddHours(3), ts => renamed.Rename("warehouse-sync", _people[0].Id, ts));
        if (agenda.Day.Day == 1)
            Do(morning.AddHours(-8), _ => _rooms.Release(agenda.Day));
        if (agenda.Day.Day == 20)
            Do(morning.AddHours(14), ts => _rooms.Release(new(agenda.Day.Year, agenda.Day.Month, 1)).Archive(_people[0].Id, ts));

        void Do(DateTimeOffset at, Action<long> work) => agenda.At(at, dice.Between(1, 999_999), work);
    }

    private Dice DiceOf(DateOnly day, string part) => new(Dice.Seed(_seed, string.Create(CultureInfo.InvariantCulture, $"slack/{day:yyyy-MM-dd}/{part}")));
}
