using System.Globalization;
using System.Net;
using System.Text;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>What a browser sees where the <c>html_url</c> of a payload leads: the plain text, and that it is made up.</summary>
internal static class PeoplePages
{
    public static bool IsForPeople(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Authorization.Count == 0
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static async Task WriteAsync(HttpContext http, Simulation simulation)
    {
        var page = new StringBuilder("<!doctype html><meta charset=utf-8><title>Simulated GitHub</title>")
            .Append("<style>body{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}</style>")
            .Append("<p><small>A simulated GitHub: everybody and everything here is made up.</small></p>");
        bool isFound;
        lock (simulation.Organisation.Sync)
        {
            simulation.Advance();
            isFound = Write(page, simulation.Organisation, (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
        http.Response.StatusCode = isFound ? 200 : 404;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(page.ToString(), http.RequestAborted);
    }

    private static bool Write(StringBuilder page, Organisation organisation, string[] path)
    {
        if (path.Length < 2 || organisation.FindRepository($"{path[0]}/{path[1]}") is not { Availability: Availability.Normal } repository)
            return Nothing(page);
        switch (path[2..])
        {
            case []:
                Heading(page, repository.FullName, repository.Description);
                return true;
            case ["pull" or "issues", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && repository.FindIssue(value) is { } issue:
                Conversation(page, repository, issue);
                return true;
            case ["commit", var sha] when repository.FindCommit(sha) is { } commit:
                Heading(page, commit.Message.Split('\n')[0], $"{commit.Author.Name} committed {At(commit.Committer.Date)} to {repository.FullName}");
                Text(page, commit.Message);
                Text(page, string.Join('\n', commit.Files.Select(file => $"{file.Path} +{file.Additions} -{file.Deletions}")));
                return true;
            case ["releases", "tag", var tag] when repository.Releases.Find(release => release.Tag == tag) is { } release:
                Heading(page, release.Name, $"{release.Author.Login} released {At(release.CreatedAt)}");
                Text(page, release.Body);
                return true;
            default:
                return Nothing(page);
        }
    }

    private static void Conversation(StringBuilder page, Repository repository, Issue issue)
    {
        var state = issue.Pull?.MergedAt is not null ? "merged" : issue.IsOpen ? "open" : "closed";
        Heading(page, $"{issue.Title} #{issue.Number}", $"{issue.Author.Login} opened {At(issue.CreatedAt)} in {repository.FullName} · {state}");
        Text(page, issue.Body ?? "");
        var said = repository.Comments.Where(comment => comment.Number == issue.Number)
            .Select(comment => (comment.Author, At: comment.CreatedAt, Text: comment.Body))
            .Concat(repository.ReviewComments.Where(comment => comment.Number == issue.Number)
                .Select(comment => (comment.Author, At: comment.CreatedAt, Text: $"{comment.Path}:{comment.Line}\n{comment.Body}")))
            .Concat((issue.Pull?.Reviews ?? []).Where(review => review.State != "PENDING" && (review.Body.Length > 0 || review.State != "COMMENTED"))
                .Select(review => (review.Author, At: review.SubmittedAt, Text: $"{review.State}\n{review.Body}")));
        foreach (var (author, at, text) in said.OrderBy(one => one.At))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><b>{WebUtility.HtmlEncode(author.Login)}</b> {At(at)}</p>");
            Text(page, text);
        }
    }

    private static bool Nothing(StringBuilder page)
    {
        Heading(page, "Nothing here", "");
        return false;
    }

    private static void Heading(StringBuilder page, string title, string under) =>
        page.Append(CultureInfo.InvariantCulture, $"<h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(under)}</p>");

    private static void Text(StringBuilder page, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"<pre>{WebUtility.HtmlEncode(text)}</pre>");

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
