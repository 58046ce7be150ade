using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>A day in Confluence: by space, one bullet a page with what was done to it. Each activity stands in exactly one bullet.</summary>
internal sealed class ConfluenceForm : IExtractiveForm
{
    private const int MaxSpaces = 12;
    private const int MaxPages = 10;
    private const int MaxLines = 3;
    private const int MaxTitle = 160;
    private const int MaxLine = 140;
    private const int MaxNames = 3;

    public string? Platform => Platforms.Confluence;

    public SummaryText Write(PlatformDay day)
    {
        // Ids come last: they decide only between items that are equal in everything that is shown.
        var items = day.Activities.OrderBy(a => a.OccurredAt).ThenBy(a => a.ExternalId, StringComparer.Ordinal)
            .ThenBy(a => a.Person, StringComparer.Ordinal).ThenBy(a => a.Id).ToList();
        var spaces = items.GroupBy(a => a.Container, StringComparer.Ordinal)
            .OrderByDescending(s => s.Count()).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => s.ToList()).ToList();
        var log = new LogBuilder();
        var where = spaces.Count == 1 ? $"space {Name(spaces[0])}" : Phrases.Count(spaces.Count, "space");
        log.Sentence($"{Counted(items)} in {where}.{Others(items)}", items.Select(a => a.Id));
        foreach (var own in spaces.Take(MaxSpaces))
        {
            if (spaces.Count > 1)
                log.Heading(Name(own));
            WriteSpace(log, own);
        }
        if (spaces.Count > MaxSpaces)
        {
            var rest = spaces.Skip(MaxSpaces).ToList();
            var all = rest.SelectMany(s => s).ToList();
            log.Heading("More spaces");
            log.Bullet($"{Counted(all)} in {Phrases.List([.. rest.Select(Name)], 10)}", all.Select(a => a.Id));
        }
        return log.Build();
    }

    private static void WriteSpace(LogBuilder log, List<DayActivity> items)
    {
        var pages = items.GroupBy(PageOf, StringComparer.Ordinal).Select(p => p.ToList()).ToList();
        var told = pages.Count <= MaxPages
            ? pages
            : [.. pages.OrderByDescending(p => p.Count).ThenByDescending(p => p.Sum(a => a.Body.Length)).Take(MaxPages - 1).OrderBy(pages.IndexOf)];
        foreach (var page in told)
            log.Bullet(Describe(page), page.Select(a => a.Id));
        var rest = pages.Except(told).ToList();
        if (rest.Count > 0)
        {
            var all = rest.SelectMany(p => p).ToList();
            log.Bullet($"and {Counted(all)} on {Phrases.Count(rest.Count, "more page")}{By(all)}", all.Select(a => a.Id));
        }
    }

    // "Edited “Deployment runbook” (2 edits): Fix the steps; added: Wait for the health check · 1 comment: Is this still true?"
    private static string Describe(List<DayActivity> page)
    {
        var versions = page.Where(a => a.Kind != ConfluenceKinds.Comment).ToList();
        var comments = page.Where(a => a.Kind == ConfluenceKinds.Comment).ToList();
        var title = Markdown.Escape(page[^1].Title, MaxTitle) is { Length: > 0 } text ? $"“{text}”" : "an untitled page";
        var parts = new List<string>();
        if (versions.Count > 0)
        {
            var isNew = versions.Exists(a => a.Kind is ConfluenceKinds.PageCreated or ConfluenceKinds.BlogPostCreated);
            var isPost = versions.Exists(a => a.Kind is ConfluenceKinds.BlogPostCreated or ConfluenceKinds.BlogPostEdited);
            var edits = versions.Count(a => a.Kind is ConfluenceKinds.PageEdited or ConfluenceKinds.BlogPostEdited);
            var verb = isNew ? isPost ? "Wrote the blog post" : "Created" : isPost ? "Edited the blog post" : "Edited";
            var count = isNew ? edits > 0 ? $" ({Phrases.Count(edits, "more edit")})" : "" : edits > 1 ? $" ({Phrases.Count(edits, "edit")})" : "";
            parts.Add($"{verb} {title}{count}{Told(versions)}");
        }
        if (comments.Count > 0)
        {
            var lines = Lines(comments.Select(FirstLine));
            var about = versions.Count > 0 ? "" : $" on {title}";
            parts.Add($"{Phrases.Count(comments.Count, "comment")}{about}{(lines.Length == 0 ? "" : $": {lines}")}");
        }
        return string.Join(" · ", parts) + By(page);
    }

    // Version messages say it best; where there are none, the first lines that were added do.
    private static string Told(List<DayActivity> versions)
    {
        var messages = Lines(versions.Select(Message));
        var lines = messages.Length > 0 ? messages : Lines(versions.Select(Added));
        return lines.Length == 0 ? "" : $": {lines}";
    }

    private static string Lines(IEnumerable<string> lines)
    {
        var all = lines.Select(line => Markdown.Escape(line, MaxLine)).Where(line => line.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return string.Join("; ", all.Take(MaxLines)) + (all.Count > MaxLines ? $"; and {Phrases.Number(all.Count - MaxLines)} more" : "");
    }

    private static string Message(DayActivity activity)
    {
        using var document = DetailsJson.Parse(activity.Details);
        return DetailsJson.Text(document.RootElement, "message") ?? "";
    }

    private static string Added(DayActivity activity)
    {
        if (activity.Kind is ConfluenceKinds.PageCreated or ConfluenceKinds.BlogPostCreated)
            return FirstLine(activity);
        foreach (var line in activity.Body.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("+ "))
                return $"added: {line[2..]}";
        }
        foreach (var line in activity.Body.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("- "))
                return $"removed: {line[2..]}";
        }
        return "";
    }

    private static string FirstLine(DayActivity activity)
    {
        var body = activity.Body.AsSpan().TrimStart();
        var end = body.IndexOf('\n');
        return (end < 0 ? body : body[..end]).ToString();
    }

    // {"page": "123"} of a comment; of a version the id is in its key: content:123:v4
    private static string PageOf(DayActivity activity)
    {
        if (activity.Kind != ConfluenceKinds.Comment)
            return activity.ExternalId.Split(':') is [_, var id, ..] ? id : activity.ExternalId;
        using var document = DetailsJson.Parse(activity.Details);
        return DetailsJson.Text(document.RootElement, "page") ?? activity.ExternalId;
    }

    private static string Counted(List<DayActivity> items)
    {
        var parts = new List<string>();
        Add("page created", "pages created", ConfluenceKinds.PageCreated);
        Add("blog post", "blog posts", ConfluenceKinds.BlogPostCreated);
        Add("edit", "edits", ConfluenceKinds.PageEdited, ConfluenceKinds.BlogPostEdited);
        Add("comment", "comments", ConfluenceKinds.Comment);
        var known = items.Count(a => IsKnown(a.Kind));
        if (items.Count > known)
            parts.Add(Phrases.Count(items.Count - known, "other activity", "other activities"));
        return Phrases.List(parts);

        void Add(string singular, string plural, params string[] kinds)
        {
            if (items.Count(a => kinds.Contains(a.Kind)) is var count and > 0)
                parts.Add(Phrases.Count(count, singular, plural));
        }
    }

    private static bool IsKnown(string kind) => kind is ConfluenceKinds.PageCreated or ConfluenceKinds.PageEdited
        or ConfluenceKinds.BlogPostCreated or ConfluenceKinds.BlogPostEdited or ConfluenceKinds.Comment;

    private static string Others(List<DayActivity> items)
    {
        var others = items.Where(a => !a.IsOwn).ToList();
        if (others.Count == 0)
            return "";
        var names = others.GroupBy(a => Markdown.Escape(a.Person, 60), StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        var by = Phrases.List(names, 4, "others");
        return others.Count == items.Count ? $" By {by}." : $" {Phrases.Number(others.Count)} of them by {by}.";
    }

    private static string By(List<DayActivity> items)
    {
        var names = items.Where(a => !a.IsOwn).Select(a => Markdown.Escape(a.Person, 60)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $" · by {Phrases.List(names, MaxNames, "others")}";
    }

    private static string Name(List<DayActivity> space) => Markdown.Escape(space[0].Container, 120) is { Length: > 0 } name ? name : "(unnamed)";
}
