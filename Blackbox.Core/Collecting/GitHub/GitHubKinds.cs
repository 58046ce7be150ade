namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Kinds of activities on GitHub.</summary>
internal static class GitHubKinds
{
    public const string Commit = "commit";
    public const string Merge = "merge";
    public const string PullRequestOpened = "pull_request_opened";
    public const string PullRequestMerged = "pull_request_merged";
    public const string PullRequestClosed = "pull_request_closed";
    public const string PullRequestReopened = "pull_request_reopened";
    public const string Review = "review";
    public const string ReviewComment = "review_comment";
    public const string IssueOpened = "issue_opened";
    public const string IssueClosed = "issue_closed";
    public const string IssueReopened = "issue_reopened";
    public const string Comment = "comment";
    public const string Release = "release";
}
