namespace Blackbox.Simulators.Jira;

/// <summary>An API token (Cloud) or personal access token (Data Center) that the simulator accepts.</summary>
public sealed record JiraToken
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>Cloud: the e-mail it goes with.</summary>
    public string Email { get; init; } = JiraSimulatorOptions.RobotEmail;

    /// <summary>Keys of the projects it may browse; null for all of them.</summary>
    public IReadOnlyList<string>? Projects { get; init; }

    /// <summary>The global permission "Browse users and groups".</summary>
    public bool MayBrowseUsers { get; init; } = true;

    /// <summary>After too many wrong passwords: 403 with <c>X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE</c>.</summary>
    public bool NeedsCaptcha { get; init; }

    internal bool CanSee(string project) => Projects is null || Projects.Contains(project);
}
