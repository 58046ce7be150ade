namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>What ids in a message stand for.</summary>
/// <param name="Users">Display names by member id.</param>
/// <param name="Channels">Names by channel id, without the hash. Only of channels that everyone may know of: a name must not get out of a private one.</param>
internal sealed record SlackNames(IReadOnlyDictionary<string, string> Users, IReadOnlyDictionary<string, string> Channels)
{
    public static SlackNames None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary><c>@Ann</c>.</summary>
    /// <param name="label">What the message itself calls it; null for nothing.</param>
    public string User(string id, string? label) => "@" + (Users.GetValueOrDefault(id) ?? label?.TrimStart('@') ?? id);

    /// <summary><c>#general</c>.</summary>
    /// <inheritdoc cref="User"/>
    public string Channel(string id, string? label) => "#" + (Channels.GetValueOrDefault(id) ?? label?.TrimStart('#') ?? id);
}
