using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.People;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Generation;

/// <summary>The channels, as they are before the first day, and who talks where.</summary>
internal sealed class Rooms
{
    private static readonly DateTimeOffset Founded = new(2023, 2, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Workspace _workspace;
    private readonly IReadOnlyList<Member> _people;
    private readonly ulong _seed;

    public Rooms(Workspace workspace, IReadOnlyList<Member> people, ulong seed)
    {
        (_workspace, _people, _seed) = (workspace, people, seed);
        General = Open("general", people, isGeneral: true, purpose: "For everybody");
        for (var i = 0; i < Projects.All.Count; i++)
        {
            // Its new name it gets while the record runs.
            var name = Projects.All[i].Name == "warehouse-sync" ? "stock-bridge" : Projects.All[i].Name;
            ProjectRooms.Add(Open(name, [.. Team(i)], purpose: Projects.All[i].Description));
        }
        Coffee = Open("coffee-break", people, purpose: "Everything but work");
        Korea = Open("한국팀", people.Where((_, i) => i % 2 == 1), purpose: "한국어로 이야기해요");
        Leads = Open("leads", people.Where((_, i) => i % 3 == 0), isPrivate: true, purpose: "Planning");
        Hiring = Open("hiring", people.Where((_, i) => i % 5 == 1), isPrivate: true, hasRobot: false);
        Offtopic = Open("bike-to-work", people.Where((_, i) => i % 4 == 0), hasRobot: false);
    }

    public Channel General { get; }

    public List<Channel> ProjectRooms { get; } = [];

    /// <summary>Also who is new here says hello here.</summary>
    public Channel Coffee { get; }

    public Channel Korea { get; }

    /// <summary>Private, with the bot.</summary>
    public Channel Leads { get; }

    /// <summary>Private, without the bot: nobody outside knows of it.</summary>
    public Channel Hiring { get; }

    /// <summary>Public, without the bot.</summary>
    public Channel Offtopic { get; }

    /// <summary>A channel of a month's release, which is archived when it is over.</summary>
    public Channel Release(DateOnly month)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"release-{month:yyyy-MM}");
        return _workspace.FindChannel(IdOf(name)) ?? Open(name, _people, purpose: "The release of the month", created: new(month, new(8, 0), TimeSpan.Zero));
    }

    /// <summary>Where somebody talks, most of the time in the channel of their project.</summary>
    public Channel PickFor(int person, DateOnly day, Dice dice)
    {
        var chance = dice.Between(0, 99);
        var channel = chance switch
        {
            < 46 => ProjectRooms[person % ProjectRooms.Count],
            < 58 => dice.Pick(ProjectRooms),
            < 70 => General,
            < 76 => Coffee,
            < 82 => Korea,
            < 89 => Leads,
            < 91 => Hiring,
            < 94 => Offtopic,
            // Until it is over.
            _ => day.Day < 20 ? Release(new(day.Year, day.Month, 1)) : General,
        };
        return channel.Members.Contains(_people[person].Id) ? channel : ProjectRooms[person % ProjectRooms.Count];
    }

    /// <summary>A channel in which everybody writes so many messages on one day.</summary>
    public Channel OpenBusy(string name, DateOnly day, int messages) =>
        Open(name, _people, purpose: "Every parcel", busy: new([.. _people.Select(person => person.Id)], day, messages));

    private Channel Open(
        string name, IEnumerable<Member> members, bool isPrivate = false, bool hasRobot = true, bool isGeneral = false, string purpose = "",
        DateTimeOffset? created = null, BusyDay? busy = null)
    {
        var channel = new Channel
        {
            Id = IdOf(name),
            Name = name,
            IsPrivate = isPrivate,
            IsGeneral = isGeneral,
            CreatedAt = created ?? Founded.AddDays(_workspace.Channels.Count),
            Creator = _people[0].Id,
            Purpose = purpose,
            Busy = busy,
        };
        channel.Members.AddRange(members.Select(member => member.Id));
        if (hasRobot)
            channel.Members.Add(_workspace.Robot.Id);
        _workspace.Add(channel);
        return channel;
    }

    private IEnumerable<Member> Team(int index) => _people.Where((_, i) => i % Projects.All.Count == index || i % 4 == index % 4 || i < 3);

    private string IdOf(string name) => "C" + Mismatches.Letters(_seed, $"slack/channel/{name}");
}
