using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Generation;

/// <summary>An issue from its creation to its end, or to where it is left.</summary>
internal sealed class JiraStory
{
    private static readonly int[] Spans = [900, 1_800, 3_600, 5_400, 7_200, 14_400, 28_800];

    private readonly SimulatorOptions _options;
    private readonly JiraAgenda _agenda;
    private readonly Dice _dice;
    private readonly Board _board;
    private readonly Project _code;
    private readonly Area _area;
    private readonly JiraUser _reporter;
    private readonly JiraUser _assignee;
    private readonly JiraUser _automation;
    private readonly IReadOnlyList<JiraUser> _team;
    private JiraIssue? _issue;

    public JiraStory(
        SimulatorOptions options, JiraAgenda agenda, Dice dice, Board board, JiraUser reporter, IReadOnlyList<JiraUser> team, JiraUser automation)
    {
        (_options, _agenda, _dice, _board, _reporter, _team, _automation) = (options, agenda, dice, board, reporter, team, automation);
        _code = dice.Pick(board.Code);
        _area = dice.Pick(_code.Areas);
        _assignee = dice.Chance(0.4) ? reporter : dice.Pick(team);
    }

    public void Tell()
    {
        if (_agenda.Key(_board.Project.Key) is not { } key)
            return;
        var at = WorkingDay.On(_reporter.UtcOffset, _agenda.Day, _dice);
        Create(at, key);
        if (_assignee != _reporter || _dice.Chance(0.5))
            Then(at = at.AddMinutes(_dice.Between(1, 20)), (site, ids, when) => site.Assign(_issue!, _reporter, ids.Next(), when, _assignee));
        if (_dice.Chance(0.25))
            Triage(at.AddMinutes(_dice.Between(2, 30)));
        if (_dice.Chance(0.4))
            Comment(After(_dice.Pick(_team), at, 30, 600, out var colleague), colleague);
        // One in six is never begun.
        if (_dice.Chance(0.16))
            return;
        at = After(_assignee, at, 30, 1_500);
        Become(at, _assignee, JiraStatus.InProgress);
        at = Work(at);
        if (_dice.Chance(0.1))
            return;
        var number = _dice.Between(100, 999);
        PullRequest(at.AddMinutes(2), number);
        Become(at.AddMinutes(3), _dice.Chance(0.3) ? _automation : _assignee, JiraStatus.InReview);
        at = After(_dice.Pick(_team), at, 60, 900, out var reviewer);
        if (_dice.Chance(0.5))
            Comment(at, reviewer);
        if (_dice.Chance(0.15))
        {
            Become(at.AddMinutes(5), reviewer, JiraStatus.InProgress);
            at = Work(After(_assignee, at, 30, 300));
            Become(at, _assignee, JiraStatus.InReview);
        }
        at = After(_assignee, at, 20, 500);
        Become(at, _dice.Chance(0.2) ? _automation : _assignee, JiraStatus.Done);
        if (_dice.Chance(0.06))
            Become(After(_reporter, at, 300, 2_000), _reporter, JiraStatus.ToDo);
    }

    private void Create(DateTimeOffset at, string key)
    {
        var isBug = _dice.Chance(0.4);
        var summary = _dice.Pick(isBug ? _area.Bugs : _dice.Chance(0.7) ? _area.Features : _area.Chores);
        if (_dice.Chance(0.08))
            summary = $"{summary} (긴급)";
        var description = _dice.Chance(0.8) ? Say(JiraPhrases.Descriptions) : null;
        var priority = _dice.Chance(0.2) ? "High" : _dice.Chance(0.2) ? "Low" : "Medium";
        // A robot's issue on behalf of somebody: the creator is the one who did it.
        _agenda.At(at, (site, ids, when) => site.Add(_issue = new()
        {
            Id = ids.Next(),
            Project = _board.Project,
            Key = key,
            Summary = summary,
            Description = description,
            Type = isBug ? "Bug" : _area.Features.Contains(summary) ? "Story" : "Task",
            Priority = priority,
            Creator = _reporter,
            Reporter = _reporter,
            Created = when,
        }));
    }

    private void Triage(DateTimeOffset at)
    {
        var label = _dice.Pick(JiraPhrases.Labels);
        var points = _dice.Between(1, 8);
        Then(at, (site, ids, when) =>
        {
            var items = new JiraItem[]
            {
                new("labels", null, string.Join(' ', _issue!.Labels), null, label),
                new("Story Points", null, null, null, points.ToString(CultureInfo.InvariantCulture)),
            };
            (_issue.Labels, _issue.StoryPoints) = ([label], points);
            site.Change(_issue, _reporter, ids.Next(), when, items);
        });
        if (!_dice.Chance(0.3))
            return;
        Then(at.AddMinutes(1), (site, ids, when) =>
        {
            var item = new JiraItem("summary", null, _issue!.Summary, null, $"{_issue.Summary} – {_area.Name}");
            _issue.Summary = item.ToText!;
            site.Change(_issue, _reporter, ids.Next(), when, item);
        });
    }

    private void Become(DateTimeOffset at, JiraUser who, JiraStatus status) => Then(at, (site, ids, when) =>
    {
        if (_issue!.Status != status)
            site.ChangeStatus(_issue, who, ids.Next(), when, status);
    });

    private void Comment(DateTimeOffset at, JiraUser who)
    {
        var text = Say(JiraPhrases.Comments);
        Then(at, (site, ids, when) => site.Comment(_issue!, who, ids.Next(), when, text));
    }

    /// <summary>Hours that are spent, entered at once or days later.</summary>
    private DateTimeOffset Work(DateTimeOffset at)
    {
        for (var left = _dice.Between(1, 2); left > 0; left--)
        {
            var seconds = _dice.Pick(Spans);
            var text = _dice.Chance(0.7) ? Say(JiraPhrases.Work) : null;
            var started = at.AddMinutes(_dice.Between(1, 20));
            at = After(_assignee, started, 30, 400);
            var entered = _dice.Chance(0.2) ? After(_assignee, at, 1_440, 5_700) : at;
            if (_dice.Chance(0.75))
                Then(entered, (site, ids, when) => site.Log(_issue!, _assignee, ids.Next(), when, started, seconds, text));
        }
        return at;
    }

    private void PullRequest(DateTimeOffset at, int number)
    {
        var pull = Pull(number);
        if (_dice.Chance(0.5))
            Then(at, (site, ids, when) => site.Change(_issue!, _automation, ids.Next(), when, new JiraItem("RemoteIssueLink", null, null, null, $"This issue links to \"{pull}\"")));
        else
            Then(at, (site, ids, when) => site.Comment(_issue!, _automation, ids.Next(), when, $"Pull request opened: [{_code.Name}#{number}]({pull})"));
    }

    private string Pull(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"https://github.com/{_options.Organisation}/{_code.Name}/pull/{number}");

    private string Say(string[] phrases)
    {
        var text = _dice.Pick(phrases).Replace("{area}", _area.Name, StringComparison.Ordinal);
        if (text.Contains("{person}", StringComparison.Ordinal))
            text = text.Replace("{person}", $"@[{_dice.Pick(_team).Id}]", StringComparison.Ordinal);
        if (text.Contains("{pull}", StringComparison.Ordinal))
        {
            var number = _dice.Between(100, 999);
            text = text.Replace("{pull}", $"[{_code.Name}#{number}]({Pull(number)})", StringComparison.Ordinal);
        }
        return text;
    }

    private DateTimeOffset After(JiraUser who, DateTimeOffset at, int fromMinutes, int toMinutes) =>
        WorkingDay.After(who.UtcOffset, at, _dice.Minutes(fromMinutes, toMinutes), _dice);

    private DateTimeOffset After(JiraUser who, DateTimeOffset at, int fromMinutes, int toMinutes, out JiraUser same)
    {
        same = who;
        return After(who, at, fromMinutes, toMinutes);
    }

    private void Then(DateTimeOffset at, Action<JiraSite, Ids, DateTimeOffset> work) => _agenda.At(at, (site, ids, when) =>
    {
        // A test may have deleted it in the meantime.
        if (site.Has(_issue))
            work(site, ids, when);
    });
}
