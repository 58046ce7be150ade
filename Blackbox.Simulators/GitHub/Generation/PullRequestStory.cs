using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>A change from its first commit, perhaps from the bug report before it, to its end.</summary>
internal sealed class PullRequestStory
{
    private readonly StoryContext _context;
    private readonly Dice _dice;
    private readonly Area _area;
    private readonly Person _author;
    private readonly Repository _repository;
    private readonly string _branch;
    private readonly int _number;
    private readonly int _bugNumber;
    private readonly string _title;
    private readonly string _label;
    private readonly List<string> _pushed = [];
    private Issue? _pull;
    private Issue? _bug;
    private Review? _review;

    private PullRequestStory(StoryContext context, int number, int bugNumber)
    {
        (_context, _dice, _author, _repository) = (context, context.Dice, context.Author, context.Repository);
        (_number, _bugNumber) = (number, bugNumber);
        _area = _dice.Pick(context.Workplace.Project.Areas);
        (_title, _label) = bugNumber > 0 || _dice.Chance(0.35) ? (_dice.Pick(_area.Bugs), "bug")
            : _dice.Chance(0.65) ? (_dice.Pick(_area.Features), "enhancement")
            : (_dice.Pick(_area.Chores), "chore");
        var words = _title.ToLowerInvariant().Split(' ').Take(4).Select(word => string.Concat(word.Where(char.IsAsciiLetterOrDigit)));
        _branch = $"{(_label == "bug" ? "fix" : _label == "chore" ? "chore" : "feature")}/{string.Join('-', words)}-{number}";
    }

    public static void Tell(StoryContext context)
    {
        var startsWithBug = context.Dice.Chance(0.3);
        var bugNumber = startsWithBug ? context.Agenda.Number(context.Repository) : 0;
        var number = context.Agenda.Number(context.Repository);
        if (number > 0)
            new PullRequestStory(context, number, bugNumber).Tell();
    }

    private string PullTitle => _label == "bug" ? $"Fix: {char.ToLowerInvariant(_title[0])}{_title[1..]}" : _title;

    private void Tell()
    {
        var at = WorkingDay.On(_author.UtcOffset, _context.Agenda.Day, _dice);
        if (_bugNumber > 0)
            at = ReportBug(at);
        var commits = _dice.Between(1, 4);
        for (var i = 0; i < commits; i++)
        {
            CommitAt(at, i == 0 ? null : _context.Say(Phrases.CommitSteps, _area));
            at = WorkingDay.After(_author.UtcOffset, at, _dice.Minutes(15, 150), _dice);
        }
        Open(at);
        CodeCoverage(at.AddMinutes(6));

        var reviewer = _context.Colleague();
        var second = _context.Colleague(reviewer);
        at = WorkingDay.After(reviewer.UtcOffset, at, _dice.Minutes(20, 400), _dice);
        if (_dice.Chance(0.55))
            at = Discuss(reviewer, at);
        if (_dice.Chance(0.4))
            CommentAt(WorkingDay.After(second.UtcOffset, at, _dice.Minutes(5, 200), _dice), second, Phrases.Conversation);
        if (_dice.Chance(0.04))
            ReviewAt(at.AddMinutes(3), second, "PENDING", "A note to myself");
        End(reviewer, at);
    }

    private DateTimeOffset ReportBug(DateTimeOffset at)
    {
        var reporter = _context.Colleague();
        var body = _context.Say(Phrases.IssueDetails, _area);
        Then(at, (organisation, ids, when) =>
        {
            _bug = organisation.OpenIssue(_repository, ids, reporter, _bugNumber, _title, body, when);
            organisation.Label(_repository, ids, reporter, _bug, "bug", when);
            organisation.Assign(_repository, ids, reporter, _bug, _author, when);
        });
        if (_dice.Chance(0.5))
        {
            var comment = _context.Say(Phrases.IssueComments, _area);
            Then(at.AddMinutes(12), (organisation, ids, when) =>
            {
                if (_bug is not null)
                    organisation.Comment(_repository, ids, _author, _bug, comment, when);
            });
        }
        return WorkingDay.After(_author.UtcOffset, at, _dice.Minutes(30, 300), _dice);
    }

    private void CommitAt(DateTimeOffset at, string? step)
    {
        var sha = _context.Sha("commit");
        var files = _context.Files(_area, 5);
        var message = step ?? (_bugNumber > 0 ? $"{PullTitle}\n\nFixes #{_bugNumber}" : PullTitle);
        if (_dice.Chance(0.1))
            message += $"\n\nCo-authored-by: {_context.Colleague().CoAuthor}";
        // Some people write first and tidy their commits up later.
        var written = _dice.Chance(0.1) ? at - _dice.Minutes(20, 90) : at;
        Then(at, (organisation, ids, when) =>
        {
            if (_pull is { IsOpen: false })
                return;
            var parent = _repository.Branches.GetValueOrDefault(_branch) ?? _repository.Branches[_repository.DefaultBranch];
            _repository.Commit(sha, _author.Signs(written), _author.Signs(when), message, files, parent);
            _pushed.Add(sha);
            organisation.Push(_repository, ids, _author, _branch, sha, when);
            if (IsThere(_pull))
                organisation.Extend(_repository, _pull!, [sha], when);
        });
    }

    private void Open(DateTimeOffset at)
    {
        var body = $"{_context.Say(Phrases.Reasons, _area)}\n\n{_context.Say(Phrases.Approaches, _area)}\n\n## How it was checked\n\n"
            + _context.Say(Phrases.Checks, _area) + (_bugNumber > 0 ? $"\n\nFixes #{_bugNumber}" : "");
        var isDraft = _dice.Chance(0.1);
        var hasBody = !_dice.Chance(0.06);
        var reviewer = _context.Colleague();
        Then(at, (organisation, ids, when) =>
        {
            if (!_repository.Branches.ContainsKey(_branch))
                return;
            _pull = organisation.OpenPull(
                _repository, ids, _author, _number, PullTitle, hasBody ? body : null, _branch, _pushed, when);
            _pull.Pull!.Draft = isDraft;
            organisation.Label(_repository, ids, _author, _pull, _label, when);
            organisation.RequestReview(_repository, ids, _author, _pull, reviewer, when);
        });
    }

    private void CodeCoverage(DateTimeOffset at) => Then(at, (organisation, ids, when) =>
    {
        if (IsThere(_pull))
        {
            organisation.Comment(
                _repository, ids, Accounts.CodeCoverage, _pull!, "## Coverage report\n\nAll modified lines are covered by tests.", when);
        }
    });

    /// <summary>A first review with remarks, the answers to it and what is changed because of it.</summary>
    private DateTimeOffset Discuss(Person reviewer, DateTimeOffset at)
    {
        var remarks = _dice.Between(0, 3);
        var objects = remarks == 0 || _dice.Chance(0.4);
        ReviewAt(at, reviewer, objects ? "CHANGES_REQUESTED" : "COMMENTED", objects ? _context.Say(Phrases.Objections, _area) : "");
        var answered = at;
        for (var i = 0; i < remarks; i++)
            answered = Remark(reviewer, at.AddSeconds(40 * (i + 1)), i);
        CommitAt(answered.AddMinutes(25), "Address review comments");
        if (_dice.Chance(0.5))
            CommentAt(answered.AddMinutes(30), _author, Phrases.Answers);
        return WorkingDay.After(reviewer.UtcOffset, answered, _dice.Minutes(40, 300), _dice);
    }

    private DateTimeOffset Remark(Person reviewer, DateTimeOffset at, int index)
    {
        var text = _context.Say(Phrases.LineComments, _area);
        var answer = _context.Say(Phrases.Answers, _area);
        var line = _dice.Between(3, 180);
        var isAnswered = _dice.Chance(0.6);
        var answered = WorkingDay.After(_author.UtcOffset, at, _dice.Minutes(10, 120), _dice);
        ReviewComment? remark = null;
        Then(at, (organisation, ids, when) =>
        {
            if (!IsThere(_pull) || _review is null)
                return;
            var files = _repository.FilesOf(_pull!.Pull!);
            remark = organisation.ReviewComment(
                _repository, ids, reviewer, _pull, _review, files[index % files.Count].Path, line, text, when);
        });
        if (!isAnswered)
            return at;
        Then(answered, (organisation, ids, when) =>
        {
            if (!IsThere(_pull) || remark is null)
                return;
            // GitHub keeps an answer in a review of its own, which has no words.
            var review = organisation.Review(_repository, ids, _author, _pull!, "COMMENTED", "", when);
            organisation.ReviewComment(_repository, ids, _author, _pull!, review, remark.Path, remark.Line, answer, when, remark.Id);
        });
        return answered;
    }

    private void End(Person reviewer, DateTimeOffset at)
    {
        var way = _dice.Between(1, 100);
        if (way <= 8)
            return;
        if (way <= 20)
        {
            CommentAt(at.AddMinutes(2), reviewer, Phrases.Objections);
            var closed = WorkingDay.After(_author.UtcOffset, at, _dice.Minutes(10, 500), _dice);
            Then(closed, (organisation, ids, when) =>
            {
                if (IsThere(_pull))
                    organisation.Close(_repository, ids, _author, _pull!, when);
            });
            if (way <= 14)
                return;
            at = WorkingDay.After(_author.UtcOffset, closed, _dice.Minutes(60, 900), _dice);
            Then(at, (organisation, ids, when) =>
            {
                if (IsThere(_pull))
                    organisation.Reopen(_repository, ids, _author, _pull!, when);
            });
        }
        at = WorkingDay.After(reviewer.UtcOffset, at, _dice.Minutes(5, 240), _dice);
        ReviewAt(at, reviewer, "APPROVED", _context.Say(Phrases.Approvals, _area));
        MergeAt(WorkingDay.After(_author.UtcOffset, at, _dice.Minutes(2, 180), _dice), _dice.Chance(0.7) ? _author : reviewer);
    }

    private void MergeAt(DateTimeOffset at, Person by)
    {
        var sha = _context.Sha("merge");
        var squash = _dice.Chance(0.5);
        var helper = _dice.Chance(0.25) ? _context.Colleague() : null;
        Then(at, (organisation, ids, when) =>
        {
            if (!IsThere(_pull) || !_pull!.IsOpen || !_repository.Branches.ContainsKey(_branch))
                return;
            if (squash)
            {
                var message = $"{_pull.Title} (#{_number})\n\n* {string.Join("\n* ", _pull.Pull!.Commits.Select(c => FirstLine(_repository.Commits[c].Message)))}";
                if (helper is not null)
                    message += $"\n\nCo-authored-by: {helper.CoAuthor}\nCo-authored-by: {_author.CoAuthor}";
                organisation.Squash(_repository, ids, by, _pull, sha, message, when);
            }
            else
            {
                organisation.Merge(_repository, ids, by, _pull, sha, when);
            }
            if (IsThere(_bug))
                organisation.Close(_repository, ids, by, _bug!, when, sha);
        });
    }

    private void ReviewAt(DateTimeOffset at, Person reviewer, string state, string body) => Then(at, (organisation, ids, when) =>
    {
        if (!IsThere(_pull) || reviewer == _author)
            return;
        var review = organisation.Review(_repository, ids, reviewer, _pull!, state, body, when);
        _review = state == "PENDING" ? _review : review;
    });

    private void CommentAt(DateTimeOffset at, Person author, string[] phrases)
    {
        var text = _context.Say(phrases, _area);
        Then(at, (organisation, ids, when) =>
        {
            if (IsThere(_pull))
                organisation.Comment(_repository, ids, author, _pull!, text, when);
        });
    }

    private void Then(DateTimeOffset at, Action<Organisation, Ids, DateTimeOffset> work) => _context.Agenda.At(at, _repository, work);

    private bool IsThere(Issue? issue) => issue is not null && _repository.FindIssue(issue.Number) == issue;

    private static string FirstLine(string message) => message.Split('\n')[0];
}
