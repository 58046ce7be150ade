namespace Blackbox.Core.Summaries.Extractive;

/// <summary>The form of platforms that have none of their own: what was done where, earliest first.</summary>
internal sealed class GenericForm : IExtractiveForm
{
    private const int MaxContainers = 20;
    private const int MaxBullets = 12;
    private const int MaxTitle = 160;

    public string? Platform => null;

    public SummaryText Write(PlatformDay day)
    {
        var log = new LogBuilder();
        var all = day.Activities
            .OrderBy(a => a.OccurredAt).ThenBy(a => a.ExternalId, StringComparer.Ordinal).ThenBy(a => a.Id).ToList();
        var kinds = all.GroupBy(a => a.Kind, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{Phrases.Number(g.Count())} {Markdown.Escape(g.Key.Replace('_', ' '), 32)}").ToList();
        var containers = all.GroupBy(a => a.Container, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        log.Sentence(
            $"{Phrases.Count(all.Count, "activity", "activities")} on {Markdown.Escape(day.Platform, 40)}"
            + $" in {Phrases.Count(containers.Count, "place")}: {Phrases.List(kinds, 6, "other kinds")}.",
            all.Select(a => a.Id));
        foreach (var container in containers.Take(MaxContainers))
        {
            log.Heading(container.Key.Length == 0 ? "Elsewhere" : Markdown.Escape(container.Key, 120));
            foreach (var activity in container.Take(MaxBullets))
                log.Bullet(Describe(activity), [activity.Id]);
            if (container.Count() > MaxBullets)
                log.Bullet($"and {Phrases.Number(container.Count() - MaxBullets)} more", container.Skip(MaxBullets).Select(a => a.Id));
        }
        if (containers.Count > MaxContainers)
        {
            var rest = containers.Skip(MaxContainers).SelectMany(c => c).ToList();
            log.Heading("More");
            log.Bullet($"{Phrases.Number(rest.Count)} more in {Phrases.Count(containers.Count - MaxContainers, "other place")}", rest.Select(a => a.Id));
        }
        return log.Build();
    }

    private static string Describe(DayActivity activity)
    {
        var title = Markdown.Escape(activity.Title, MaxTitle);
        var text = $"{Markdown.Escape(activity.Kind.Replace('_', ' '), 32)}, {(title.Length == 0 ? "without a title" : title)}";
        return activity.IsOwn ? text : $"{text} (by {Markdown.Escape(activity.Person, 60)})";
    }
}
