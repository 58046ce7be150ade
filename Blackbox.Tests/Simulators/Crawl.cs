using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Blackbox.Tests.Simulators;

/// <summary>
/// Reads everything from the endpoints in the plainest way, without regard to the number of requests, and makes activities of it:
/// (person, kind, external id, time, repository).
/// </summary>
internal static partial class Crawl
{
    public static async Task<List<string>> EverythingAsync(SimulatorClient client, string organisation)
    {
        var rows = new HashSet<string>();
        foreach (var repository in await client.ListAsync($"/orgs/{organisation}/repos?per_page=100"))
        {
            var name = repository.GetProperty("full_name").GetString()!;
            foreach (var row in await RepositoryAsync(client, name))
                rows.Add(row);
        }
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    public static async Task<List<string>> RepositoryAsync(SimulatorClient client, string name)
    {
        var rows = new List<string>();
        var root = $"/repos/{name}";
        using (var probe = await client.SendAsync(root))
        {
            if (!probe.IsSuccessStatusCode)
                return rows;
        }
        foreach (var branch in await client.ListAsync($"{root}/branches?per_page=100"))
        {
            var branchName = Uri.EscapeDataString(branch.GetProperty("name").GetString()!);
            foreach (var commit in await client.ListAsync($"{root}/commits?per_page=100&sha={branchName}"))
                rows.AddRange(Commit(commit).Select(row => $"{row} {name}"));
        }

        var merged = new HashSet<string>();
        foreach (var pull in await client.ListAsync($"{root}/pulls?state=all&sort=updated&direction=desc&per_page=100"))
        {
            Add("user", pull, "pull_request_opened", $"pull:{Id(pull)}:opened", "created_at");
            if (Text(pull, "merged_at") is { } at)
                merged.Add($"{pull.GetProperty("number").GetInt32()} {at}");
            foreach (var review in await client.ListAsync($"{root}/pulls/{pull.GetProperty("number").GetInt32()}/reviews?per_page=100"))
            {
                var state = Text(review, "state");
                if (state != "PENDING" && (state != "COMMENTED" || Text(review, "body") != ""))
                    Add("user", review, "review", $"review:{Id(review)}", "submitted_at");
            }
        }
        foreach (var issue in await client.ListAsync($"{root}/issues?state=all&per_page=100"))
        {
            if (!issue.TryGetProperty("pull_request", out _))
                Add("user", issue, "issue_opened", $"issue:{Id(issue)}:opened", "created_at");
        }
        foreach (var entry in await client.ListAsync($"{root}/issues/events?per_page=100"))
        {
            var issue = entry.GetProperty("issue");
            var isPull = issue.TryGetProperty("pull_request", out _);
            var kind = (Text(entry, "event"), isPull) switch
            {
                ("merged", true) => "pull_request_merged",
                ("closed", true) => merged.Contains($"{issue.GetProperty("number").GetInt32()} {Text(entry, "created_at")}") ? null : "pull_request_closed",
                ("reopened", true) => "pull_request_reopened",
                ("closed", false) => "issue_closed",
                ("reopened", false) => "issue_reopened",
                _ => null,
            };
            if (kind is not null)
                Add("actor", entry, kind, $"event:{Id(entry)}", "created_at");
        }
        foreach (var comment in await client.ListAsync($"{root}/issues/comments?per_page=100"))
            Add("user", comment, "comment", $"comment:{Id(comment)}", "created_at");
        foreach (var comment in await client.ListAsync($"{root}/pulls/comments?per_page=100"))
            Add("user", comment, "review_comment", $"review_comment:{Id(comment)}", "created_at");
        foreach (var release in await client.ListAsync($"{root}/releases?per_page=100"))
        {
            if (!release.GetProperty("draft").GetBoolean())
                Add("author", release, "release", $"release:{Id(release)}", "published_at");
        }
        return rows;

        void Add(string by, JsonElement item, string kind, string id, string at)
        {
            var user = item.GetProperty(by);
            if (Text(user, "type") != "Bot")
                rows.Add($"{Text(user, "login")!.ToLowerInvariant()} {kind} {id} {Text(item, at)} {name}");
        }
    }

    private static IEnumerable<string> Commit(JsonElement commit)
    {
        var inner = commit.GetProperty("commit");
        var people = new HashSet<string>
        {
            commit.GetProperty("author") is { ValueKind: JsonValueKind.Object } account
                ? Text(account, "login")!.ToLowerInvariant()
                : Resolve(Text(inner.GetProperty("author"), "email")!),
        };
        foreach (Match match in CoAuthor().Matches(Text(inner, "message")!))
            people.Add(Resolve(match.Groups[1].Value));
        var kind = commit.GetProperty("parents").GetArrayLength() > 1 ? "merge" : "commit";
        return people.Where(person => !person.EndsWith("[bot]", StringComparison.Ordinal)).Select(person =>
            $"{person} {kind} commit:{Text(commit, "sha")} {Text(inner.GetProperty("committer"), "date")}");
    }

    private static string Resolve(string email)
    {
        var match = Noreply().Match(email);
        return (match.Success ? match.Groups[1].Value : email).ToLowerInvariant();
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    [GeneratedRegex("(?im)^Co-authored-by: .*<(.+)>")]
    private static partial Regex CoAuthor();

    [GeneratedRegex(@"(?i)^\d+\+(.+)@users\.noreply\.github\.com$")]
    private static partial Regex Noreply();
}
