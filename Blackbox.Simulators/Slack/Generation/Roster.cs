using Blackbox.Simulators.People;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Generation;

/// <summary>The organisation's people and bots, as members of the workspace.</summary>
internal static class Roster
{
    public const string TeamName = "Northwind Labs";

    private static readonly DateTimeOffset Joined = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] Titles = ["Engineer", "Senior engineer", "Product manager", "Designer", "", "Data analyst", "SRE"];

    public static Member Slackbot => new()
    {
        Id = Member.SlackbotId,
        Name = "slackbot",
        RealName = "Slackbot",
        DisplayName = "Slackbot",
        UpdatedAt = Joined,
    };

    public static Member Of(SimulatedPerson person) => new()
    {
        Id = person.Slack.Id,
        Name = person.Slack.Name,
        RealName = person.Slack.RealName,
        DisplayName = person.Slack.DisplayName,
        Email = person.Slack.Email.Length > 0 ? person.Slack.Email : null,
        EmailIsConfirmed = person.Slack.IsEmailConfirmed,
        Title = Titles[person.Index % Titles.Length],
        UtcOffset = person.UtcOffset,
        TimeZone = person.TimeZone,
        IsDeleted = !person.IsActive,
        UpdatedAt = Joined.AddDays(person.Index % 400),
    };

    public static Member Bot(ulong seed, string name)
    {
        var account = Mismatches.Bot(seed, name);
        return new()
        {
            Id = account.Id,
            Name = account.Name,
            RealName = account.RealName,
            BotId = "B" + Mismatches.Letters(seed, $"slack/bot/{name}/b"),
            UpdatedAt = Joined,
        };
    }
}
