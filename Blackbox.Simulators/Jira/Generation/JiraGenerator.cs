using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Jira.Generation;

/// <summary>Makes the site, and for each day what its people begin.</summary>
internal sealed class JiraGenerator(JiraSimulatorOptions options)
{
    private readonly ulong _seed = options.WholeSeed;
    private readonly List<JiraUser> _people = [];
    private readonly List<Board> _boards = [];
    private readonly DateOnly _numberedFrom = options.NumberedFrom ?? options.FirstDay;
    private readonly int _numbersPerDay = (int)Math.Max(10, Math.Ceiling(options.People * Math.Max(1, options.Activity)));

    /// <summary>Whose tokens see everything.</summary>
    public JiraUser Robot { get; } = new(options.Deployment, Mismatches.Robot(options.WholeSeed)) { TimeZone = options.OwnerTimeZone };

    /// <summary>What Jira does by itself when a pull request is opened or merged.</summary>
    public JiraUser Automation { get; } = new(options.Deployment, Mismatches.App(options.WholeSeed, "Automation for Jira"));

    public void Found(JiraSite site)
    {
        foreach (var person in Staff.Hire(options))
        {
            var user = new JiraUser(options.Deployment, person.Atlassian) { Person = person, TimeZone = person.TimeZone, IsActive = person.IsActive };
            site.Add(user);
            _people.Add(user);
        }
        site.Add(Robot);
        site.Add(Automation);
        Add("ENG", "Engineering", "checkout-api", "warehouse-sync", "mobile-app");
        Add("OPS", "Operations", "platform");
        Add("WEB", "Web shop", "storefront");
        Add("DATA", "Data platform", "data-platform");

        void Add(string key, string name, params string[] repositories)
        {
            var project = new JiraProject(10_000 + site.Projects.Count, key, name);
            site.Projects.Add(project);
            _boards.Add(new(project, [.. Projects.All.Where(one => repositories.Contains(one.Name))]));
        }
    }

    /// <summary>All that begins on the day, in order.</summary>
    public IReadOnlyList<Step<JiraSite>> Begin(DateOnly day)
    {
        var agenda = new JiraAgenda(day, day.DayNumber - _numberedFrom.DayNumber, _numbersPerDay);
        var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var team = _people.Where(user => user.Person!.IsActive).ToList();
        foreach (var user in team)
        {
            var dice = new Dice(Dice.Seed(_seed, string.Create(CultureInfo.InvariantCulture, $"jira/{day:yyyy-MM-dd}/{user.Person!.Index}")));
            // Most work stays with the board that one belongs to.
            var board = dice.Chance(0.75) ? _boards[user.Person.Index % _boards.Count] : dice.Pick(_boards);
            for (var left = options.Activity * (isWeekend ? 0.07 : 1); left > 0; left--)
            {
                if (dice.Chance(0.34 * left))
                    new JiraStory(options, agenda, dice, board, user, team, Automation).Tell();
            }
        }
        return agenda.Steps;
    }
}

/// <summary>A project, and the code that its issues are about.</summary>
internal sealed record Board(JiraProject Project, IReadOnlyList<Project> Code);
