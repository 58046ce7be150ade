using System.Globalization;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Confluence.Generation;

/// <summary>Makes the wiki, and for each day what its people begin.</summary>
internal sealed class WikiGenerator
{
    private const long FirstSpaceId = 65_536;
    private const long FirstHomeId = 98_304;
    private const long LargePageId = 90_000_001;
    private const long BusyPageId = 90_000_002;
    private const int BlocksOfBusyPage = 20;

    private static readonly DateTimeOffset Founded = new(2023, 2, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly (string Key, string Name, bool IsRestricted)[] Spaces =
        [("ENG", "Engineering", false), ("OPS", "Operations", false), ("HR", "People & culture", true)];

    private readonly ConfluenceSimulatorOptions _options;
    private readonly List<Writer> _people = [];

    public WikiGenerator(ConfluenceSimulatorOptions options)
    {
        _options = options;
        foreach (var person in Staff.Hire(options))
        {
            var account = new Account(person.Atlassian, person.Login) { IsActive = person.IsActive };
            Wiki.Accounts.Add(account);
            if (person.IsActive)
                _people.Add(new(account, person.UtcOffset));
        }
        Robot = new(Mismatches.Robot(options.WholeSeed), null);
        var app = new Account(Mismatches.App(options.WholeSeed, "Page Automation"), null);
        Wiki.Accounts.AddRange([Robot, app]);
        foreach (var (key, name, isRestricted) in Spaces)
        {
            var space = new Space { Id = FirstSpaceId + Wiki.Spaces.Count, Key = key, Name = name, IsRestricted = isRestricted };
            Wiki.Spaces.Add(space);
            // Not by a person: it is nobody's activity, whenever the record begins.
            space.Home = Wiki.Publish(FirstHomeId + Wiki.Spaces.Count, space, null, false, name, new(["<p>Welcome.</p>"]), app, Founded);
        }
    }

    public Wiki Wiki { get; } = new();

    /// <summary>The account that the tokens belong to.</summary>
    public Account Robot { get; }

    /// <summary>All that begins on the day, in order.</summary>
    public IReadOnlyList<Step<Wiki>> Begin(DateOnly day)
    {
        var agenda = new WikiAgenda(day, day.DayNumber - (_options.NumberedFrom ?? _options.FirstDay).DayNumber);
        var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var busy = _options.Activity * (isWeekend ? 0.05 : 1);
        for (var i = 0; i < _people.Count; i++)
        {
            var dice = new Dice(Dice.Seed(_options.WholeSeed, string.Create(CultureInfo.InvariantCulture, $"confluence/{day:yyyy-MM-dd}/{i}")));
            for (var left = busy; left > 0; left--)
            {
                if (dice.Chance(0.28 * Math.Min(left, 1)))
                    new WikiStory(agenda, dice, Wiki.Spaces, _people, _options.IsCloud).Tell(_people[i]);
            }
        }
        if (day == _options.EndDate.AddDays(-1))
            Peculiarities(agenda);
        return agenda.Steps;
    }

    /// <summary>The long page and the page with many versions, where the options want them.</summary>
    private void Peculiarities(WikiAgenda agenda)
    {
        var (space, morning) = (Wiki.Spaces[0], new DateTimeOffset(agenda.Day, new(8, 0), TimeSpan.Zero));
        if (_options.LargePageBytes > 0)
        {
            Content? page = null;
            var body = new StorageBody(["<p>Every article that we sell.</p>"], _options.LargePageBytes);
            agenda.At(morning, (wiki, _, when) => page = wiki.Publish(LargePageId, space, space.Home, false, "Catalogue", body, Writer(0), when));
            agenda.At(morning.AddHours(2), (_, _, when) => page!.Edit(Writer(1), when, body.Add("<p>Prices are without tax.</p>"), message: "Say that prices are net"));
        }
        if (_options.VersionsOfBusyPage == 0)
            return;
        Content? busy = null;
        agenda.At(morning, (wiki, _, when) => busy = wiki.Publish(BusyPageId, space, space.Home, false, "Live notes", new(["<p>Notes of the day</p>"]), Writer(2), when));
        for (var version = 2; version <= _options.VersionsOfBusyPage; version++)
        {
            var (by, block) = (Writer(version), string.Create(CultureInfo.InvariantCulture, $"<p>Note {version}</p>"));
            // All within ten hours.
            agenda.At(morning + (TimeSpan.FromHours(10) * version / _options.VersionsOfBusyPage), (_, _, when) =>
            {
                var latest = busy!.Latest;
                busy.Edit(by, when, latest.Body.Blocks.Count < BlocksOfBusyPage ? latest.Body.Add(block) : latest.Body.Replace(1 + (latest.Number % (BlocksOfBusyPage - 1)), block));
            });
        }
    }

    private Account Writer(int index) => _people[index % _people.Count].Account;
}
