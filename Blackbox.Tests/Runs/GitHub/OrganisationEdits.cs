using System.Globalization;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>Changes a simulated repository in steps: each adds, rewrites and removes something.</summary>
internal sealed class OrganisationEdits
{
    private readonly GitHubSimulator _simulator;
    private readonly string _repository;
    private readonly string _login;
    private readonly int _issue;
    private readonly int _pull;
    private long _comment;
    private int _step;

    public OrganisationEdits(GitHubSimulator simulator, string repository)
    {
        (_simulator, _repository, _login) = (simulator, repository, simulator.Logins[0]);
        _issue = Change(ChangeKind.OpenIssue, title: "The lights stay on").Number;
        _pull = Change(ChangeKind.OpenPullRequest, title: "Switch the lights off").Number;
        _comment = Comment("It was like that before");
    }

    public void Step()
    {
        var step = (++_step).ToString(CultureInfo.InvariantCulture);
        Change(ChangeKind.EditIssue, _issue, title: $"The lights stay on, day {step}");
        Change(_step % 2 == 0 ? ChangeKind.Reopen : ChangeKind.Close, _issue);
        Change(ChangeKind.Review, _pull, body: $"Look again, {step}");
        Change(ChangeKind.AddCommit, title: $"Turn switch {step}");
        ReplaceComment(step);
    }

    /// <summary>What may happen while the repository is read.</summary>
    public OrganisationChange Deletion => new() { Kind = ChangeKind.DeleteComment, Repository = _repository, Id = _comment };

    public OrganisationChange Edit => new()
    {
        Kind = ChangeKind.EditIssue,
        Repository = _repository,
        Number = _issue,
        Title = string.Create(CultureInfo.InvariantCulture, $"Edited meanwhile, {_step}"),
    };

    /// <summary>After a <see cref="Deletion"/> was carried out.</summary>
    public void CommentIsGone() => _comment = 0;

    private void ReplaceComment(string text)
    {
        if (_comment != 0)
            Change(ChangeKind.DeleteComment, id: _comment);
        _comment = Comment($"Still there, {text}");
    }

    private long Comment(string body) => Change(ChangeKind.Comment, _issue, body: body).Id;

    private ChangeResult Change(ChangeKind kind, int number = 0, string? title = null, string? body = null, long id = 0) =>
        _simulator.Change(new() { Kind = kind, Repository = _repository, Login = _login, Number = number, Title = title, Body = body, Id = id });
}
