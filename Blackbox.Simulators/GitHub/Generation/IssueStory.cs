using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>An issue that no pull request closes: a question, an idea, something that is done elsewhere.</summary>
internal static class IssueStory
{
    public static void Tell(StoryContext context)
    {
        var (agenda, dice, repository) = (context.Agenda, context.Dice, context.Repository);
        var number = agenda.Number(repository);
        if (number == 0)
            return;
        var area = dice.Pick(context.Workplace.Project.Areas);
        var isBug = dice.Chance(0.5);
        var title = dice.Pick(isBug ? area.Bugs : area.Features);
        var body = context.Say(Phrases.IssueDetails, area);
        var at = WorkingDay.On(context.Author.UtcOffset, agenda.Day, dice);
        Issue? issue = null;
        agenda.At(at, repository, (organisation, ids, when) =>
        {
            issue = organisation.OpenIssue(repository, ids, context.Author, number, title, isBug ? body : null, when);
            organisation.Label(repository, ids, context.Author, issue, isBug ? "bug" : "enhancement", when);
        });

        for (var comments = dice.Between(0, 3); comments > 0; comments--)
        {
            var colleague = context.Colleague();
            var text = context.Say(Phrases.IssueComments, area);
            at = WorkingDay.After(colleague.UtcOffset, at, dice.Minutes(20, 900), dice);
            agenda.At(at, repository, (organisation, ids, when) =>
            {
                if (IsThere(repository, issue))
                    organisation.Comment(repository, ids, colleague, issue!, text, when);
            });
        }

        if (dice.Chance(0.3))
            return;
        var closer = dice.Chance(0.5) ? context.Author : context.Colleague();
        at = WorkingDay.After(closer.UtcOffset, at, dice.Minutes(60, 4_000), dice);
        agenda.At(at, repository, (organisation, ids, when) =>
        {
            if (IsThere(repository, issue))
                organisation.Close(repository, ids, closer, issue!, when);
        });
        if (!dice.Chance(0.2))
            return;
        at = WorkingDay.After(context.Author.UtcOffset, at, dice.Minutes(60, 2_000), dice);
        agenda.At(at, repository, (organisation, ids, when) =>
        {
            if (IsThere(repository, issue))
                organisation.Reopen(repository, ids, context.Author, issue!, when);
        });
    }

    private static bool IsThere(Repository repository, Issue? issue) => issue is not null && repository.FindIssue(issue.Number) == issue;
}
