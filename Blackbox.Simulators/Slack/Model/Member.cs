namespace Blackbox.Simulators.Slack.Model;

/// <summary>A user of the workspace: a person, or the user of an app.</summary>
internal sealed class Member
{
    public const string SlackbotId = "USLACKBOT";

    public required string Id { get; init; }

    /// <summary>The old handle, which nobody sees any more.</summary>
    public required string Name { get; init; }

    public required string RealName { get; set; }

    /// <summary>What others see; the real name if it is empty.</summary>
    public string DisplayName { get; set; } = "";

    public string? Email { get; init; }

    public bool EmailIsConfirmed { get; init; } = true;

    public string? Title { get; init; }

    /// <summary>Of a bot.</summary>
    public string? BotId { get; init; }

    public bool IsBot => BotId is not null || Id == SlackbotId;

    /// <summary>Deactivated: it stays in the list of users.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Where its working day is.</summary>
    public TimeSpan UtcOffset { get; init; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>A user that Slack really sent.</summary>
    public string? Recorded { get; set; }

    public string Shown => DisplayName.Length > 0 ? DisplayName : RealName;
}
