using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>Who begins something where, and the chance that decides how it goes on.</summary>
internal sealed record StoryContext(Agenda Agenda, Dice Dice, ulong Seed, Workplace Workplace, Person Author, IReadOnlyList<Person> Team)
{
    private static readonly string[] FileNames =
        ["index", "model", "validator", "query", "handler", "store", "client", "mapper", "rules", "settings", "format", "session"];

    public Repository Repository => Workplace.Repository;

    public Person Colleague(params IReadOnlyList<Person> besides)
    {
        // A team has one or two to leave out: a few throws find somebody, and a team that has nobody else says so.
        for (var i = 0; i < 20; i++)
        {
            var person = Dice.Pick(Team);
            if (person != Author && !besides.Contains(person))
                return person;
        }
        return Author;
    }

    public string Sha(string what) => Dice.Sha(Seed, $"{Repository.Id}/{Author.Id}/{Agenda.Name(what)}");

    public string Say(string[] phrases, Area area)
    {
        var text = Dice.Pick(phrases).Replace("{area}", area.Name, StringComparison.Ordinal);
        return text.Contains("{person}", StringComparison.Ordinal) ? text.Replace("{person}", Colleague().Login, StringComparison.Ordinal) : text;
    }

    public IReadOnlyList<ChangedFile> Files(Area area, int most)
    {
        var count = Dice.Between(1, most);
        var files = new Dictionary<string, ChangedFile>();
        for (var i = 0; i < count; i++)
        {
            var name = Dice.Pick(FileNames);
            var isTest = Dice.Chance(0.3);
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"{area.Folder}/{(isTest ? "tests/" : "")}{name}{(isTest ? "_test" : "")}.{Workplace.Project.Extension}");
            var status = Dice.Chance(0.15) ? "added" : Dice.Chance(0.05) ? "removed" : "modified";
            files[path] = new(
                path, status, status == "removed" ? 0 : Dice.Between(1, 60), status == "added" ? 0 : Dice.Between(0, 25), Dice.Next());
        }
        return [.. files.Values];
    }
}
