using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>Makes the organisation, and for each day what its people begin.</summary>
internal sealed class Generator
{
    private readonly GitHubSimulatorOptions _options;
    private readonly List<Workplace> _workplaces = [];
    private readonly List<Person> _people = [];
    private readonly DateOnly _numberedFrom;
    private readonly int _numbersPerDay;

    public Generator(GitHubSimulatorOptions options)
    {
        _options = options;
        Seed = options.WholeSeed;
        _numberedFrom = options.NumberedFrom ?? options.FirstDay;
        _numbersPerDay = (int)Math.Max(10, Math.Ceiling(3 * options.People * Math.Max(1, options.Activity) / options.Repositories));
    }

    public ulong Seed { get; }

    public Organisation Found()
    {
        var organisation = new Organisation(_options.Organisation);
        _people.AddRange(Staff.Hire(_options).Select(person => Accounts.Of(person, Seed)));
        _people.ForEach(organisation.Add);
        organisation.Add(Accounts.Dependabot);
        organisation.Add(Accounts.CodeCoverage);

        for (var i = 0; i < _options.Repositories; i++)
        {
            var project = Projects.All[i % Projects.All.Count];
            var round = i / Projects.All.Count;
            var name = round == 0 ? project.Name : string.Create(CultureInfo.InvariantCulture, $"{project.Name}-{round + 1}");
            var repository = organisation.Begin(Seed, i, name, project, isPrivate: project.Name == "data-platform");
            if (project.Name == "warehouse-sync")
                organisation.AddFormerName(repository, name.Replace("warehouse-sync", "stock-bridge", StringComparison.Ordinal));
            _workplaces.Add(new(repository, project, Team(i)));
        }
        organisation.AddPeculiarities(_options.Repositories, _options.UnreachableRepositories);
        return organisation;
    }

    /// <summary>All that begins on the day, in order.</summary>
    public IReadOnlyList<Step<Organisation>> Begin(DateOnly day)
    {
        var agenda = new Agenda(day, day.DayNumber - _numberedFrom.DayNumber, _numbersPerDay);
        var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var busy = _options.Activity * (isWeekend ? 0.07 : 1);
        for (var i = 0; i < _people.Count; i++)
        {
            var dice = new Dice(Dice.Seed(Seed, string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}/{i}")));
            var workplace = dice.Chance(0.75) ? _workplaces[i % _workplaces.Count] : dice.Pick(_workplaces);
            var story = new StoryContext(agenda, dice, Seed, workplace, _people[i], workplace.Team);
            for (var left = busy; left > 0; left--)
            {
                if (dice.Chance(0.4 * left))
                    PullRequestStory.Tell(story);
                if (dice.Chance(0.18 * left))
                    IssueStory.Tell(story);
                if (dice.Chance(0.3 * left))
                    SmallStories.DirectCommit(story);
            }
        }
        foreach (var workplace in _workplaces)
        {
            var dice = new Dice(Dice.Seed(Seed, string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}/{workplace.Repository.Id}")));
            var story = new StoryContext(agenda, dice, Seed, workplace, dice.Pick(workplace.Team), workplace.Team);
            if (!isWeekend && dice.Chance(0.25))
                SmallStories.DependencyUpdate(story);
            if ((day.DayNumber + workplace.Repository.Id) % 7 == 0)
                SmallStories.Release(story);
        }
        return agenda.Steps;
    }

    /// <summary>Who works there every day, and two who look in.</summary>
    private List<Person> Team(int index)
    {
        var team = _people.Where((_, i) => i % _options.Repositories == index).ToList();
        team.AddRange(_people.Skip(index).Concat(_people).Where(person => !team.Contains(person)).Take(2).ToList());
        return team;
    }
}

internal sealed record Workplace(Repository Repository, Project Project, IReadOnlyList<Person> Team);
