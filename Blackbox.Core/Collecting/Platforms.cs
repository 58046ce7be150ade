namespace Blackbox.Core.Collecting;

/// <summary>The platforms' names as they are stored and as they stand in URLs.</summary>
public static class Platforms
{
    public const int MaxLength = 32;

    public const string Git = "git";
    public const string GitHub = "github";
    public const string Jira = "jira";
    public const string Slack = "slack";
    public const string Confluence = "confluence";
}
