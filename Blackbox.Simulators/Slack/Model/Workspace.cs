namespace Blackbox.Simulators.Slack.Model;

/// <summary>The members and channels, at an instant. Whoever reads or changes it holds <see cref="Sync"/>.</summary>
internal sealed class Workspace(string domain, string name)
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    public Lock Sync { get; } = new();

    public string Id { get; } = "T06NWLABS";

    public string Domain { get; } = domain;

    public string Name { get; } = name;

    public List<Member> Members { get; } = [];

    public List<Channel> Channels { get; } = [];

    /// <summary>The user of the app whose tokens the simulator accepts.</summary>
    public required Member Robot { get; init; }

    public void Add(Member member)
    {
        Members.Add(member);
        _members.Add(member.Id, member);
    }

    public void Add(Channel channel)
    {
        Channels.Add(channel);
        _channels.Add(channel.Id, channel);
    }

    public Member? FindMember(string id) => _members.GetValueOrDefault(id);

    /// <summary>By id, or by what it is called now.</summary>
    public Member Member(string idOrName) =>
        FindMember(idOrName)
        ?? Members.Find(member => member.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase) || member.Shown == idOrName || member.RealName == idOrName)
        ?? throw new SimulatorException($"There is nobody called '{idOrName}'.");

    public Channel? FindChannel(string id) => _channels.GetValueOrDefault(id);

    /// <summary>By id, or by its name now, with or without #.</summary>
    public Channel Channel(string idOrName) =>
        FindChannel(idOrName)
        ?? Channels.Find(channel => channel.Name == idOrName.TrimStart('#'))
        ?? throw new SimulatorException($"There is no channel '{idOrName}'.");

    public bool RobotIsIn(Channel channel) => channel.Members.Contains(Robot.Id);
}
