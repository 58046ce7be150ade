using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

internal static class SmallStories
{
    /// <summary>A commit that goes to the default branch without a pull request.</summary>
    public static void DirectCommit(StoryContext context)
    {
        var (agenda, dice, repository, author) = (context.Agenda, context.Dice, context.Repository, context.Author);
        var area = dice.Pick(context.Workplace.Project.Areas);
        var sha = context.Sha("direct");
        var message = context.Say(Phrases.Direct, area);
        var files = context.Files(area, 2);
        agenda.At(WorkingDay.On(author.UtcOffset, agenda.Day, dice), repository, (organisation, ids, when) =>
        {
            var branch = repository.DefaultBranch;
            repository.Commit(sha, author.Signs(when), author.Signs(when), message, files, repository.Branches[branch]);
            organisation.Push(repository, ids, author, branch, sha, when);
        });
    }

    /// <summary>A bot's pull request, which a person approves and merges.</summary>
    public static void DependencyUpdate(StoryContext context)
    {
        var (agenda, dice, repository) = (context.Agenda, context.Dice, context.Repository);
        var number = agenda.Number(repository);
        if (number == 0)
            return;
        var bot = Accounts.Dependabot;
        var package = dice.Pick(Phrases.Dependencies);
        var (major, minor) = (dice.Between(1, 9), dice.Between(0, 20));
        var title = string.Create(CultureInfo.InvariantCulture, $"Bump {package} from {major}.{minor}.0 to {major}.{minor + 1}.0");
        var branch = $"dependabot/{package}-{number}";
        var (sha, merge) = (context.Sha("bump"), context.Sha("merge"));
        var at = new DateTimeOffset(agenda.Day, new(4, 0), TimeSpan.Zero) + dice.Minutes(0, 50);
        var person = context.Author;
        var files = new ChangedFile[] { new("packages.lock", "modified", 3, 3, dice.Next()) };
        Issue? pull = null;
        agenda.At(at, repository, (organisation, ids, when) =>
        {
            var parent = repository.Branches[repository.DefaultBranch];
            repository.Commit(
                sha, bot.Signs(when), organisation.WebFlow.Signs(when), $"{title}\n\nSigned-off-by: dependabot[bot] <support@github.com>",
                files, parent);
            organisation.Push(repository, ids, bot, branch, sha, when);
            pull = organisation.OpenPull(repository, ids, bot, number, title, $"Bumps {package}. See the release notes.", branch, [sha], when);
            organisation.Label(repository, ids, bot, pull, "dependencies", when);
        });
        if (dice.Chance(0.3))
            return;
        var approved = WorkingDay.After(person.UtcOffset, at, dice.Minutes(300, 900), dice);
        agenda.At(approved, repository, (organisation, ids, when) =>
        {
            if (pull is not null && repository.FindIssue(number) == pull && pull.IsOpen)
                organisation.Review(repository, ids, person, pull, "APPROVED", "", when);
        });
        agenda.At(approved.AddMinutes(1), repository, (organisation, ids, when) =>
        {
            if (pull is not null && repository.FindIssue(number) == pull && pull.IsOpen && repository.Branches.ContainsKey(branch))
                organisation.Squash(repository, ids, person, pull, merge, $"{title} (#{number})\n\nSigned-off-by: dependabot[bot] <support@github.com>", when);
        });
    }

    /// <summary>The release of the week, and sometimes a draft that stays one.</summary>
    public static void Release(StoryContext context)
    {
        var (agenda, dice, repository, author) = (context.Agenda, context.Dice, context.Repository, context.Author);
        var day = agenda.Day;
        var tag = string.Create(CultureInfo.InvariantCulture, $"v{day.Year}.{day.Month}.{day.Day}");
        var notes = context.Say(Phrases.ReleaseNotes, dice.Pick(context.Workplace.Project.Areas));
        var isDraft = dice.Chance(0.15);
        agenda.At(WorkingDay.On(author.UtcOffset, day, dice), repository, (organisation, ids, when) =>
        {
            var release = new Release
            {
                Id = ids.Next(),
                Tag = tag,
                Name = $"{repository.Name} {tag[1..]}",
                Body = notes,
                Author = author,
                CreatedAt = when.AddMinutes(-20),
                PublishedAt = isDraft ? null : when,
                Target = repository.DefaultBranch,
            };
            repository.Releases.Add(release);
            if (isDraft)
                organisation.Changed(repository);
            else
                organisation.Tell(repository, ids, TimelineKind.Release, author, when, "published", subject: release);
        });
    }
}
