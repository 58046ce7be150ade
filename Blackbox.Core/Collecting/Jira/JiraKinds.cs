namespace Blackbox.Core.Collecting.Jira;

/// <summary>Kinds of activities in Jira.</summary>
internal static class JiraKinds
{
    public const string IssueCreated = "issue_created";
    public const string StatusChanged = "status_changed";
    public const string IssueEdited = "issue_edited";
    public const string Comment = "comment";
    public const string Worklog = "worklog";
}
