using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Users;

/// <summary>What a first start sets up; section <c>FirstStart</c>. Each is only used while nothing of its kind is there.</summary>
public sealed class FirstStartOptions
{
    public const string Section = "FirstStart";

    /// <summary>E-mail of the first user; by default git's <c>user.email</c> on this machine.</summary>
    [MaxLength(User.MaxEmailLength)]
    public string? Email { get; set; }

    /// <summary>Name of the first user; by default git's <c>user.name</c> on this machine.</summary>
    [MaxLength(User.MaxNameLength)]
    public string? Name { get; set; }

    /// <summary>IANA time zone of the first user; by default this machine's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>A repository that a newcomer is shown: Blackbox's own.</summary>
    public string? OwnRepository { get; set; }

    /// <summary>Repositories that are connected at every start if they are not yet.</summary>
    public IList<string> Repositories { get; } = [];

    /// <summary>Address of the simulators, whose organisation a newcomer without any credential is shown; null without them.</summary>
    [Url]
    public string? Simulator { get; set; }

    /// <summary>Days back from today that are collected from a new repository.</summary>
    [Range(1, 3_660)]
    public int HistoryDays { get; set; } = 365;
}
