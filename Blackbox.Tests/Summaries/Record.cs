using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Summaries;

namespace Blackbox.Tests.Summaries;

/// <summary>Activities as the summarisers see them.</summary>
internal static class Record
{
    public static readonly DateOnly Friday = new(2026, 11, 20);

    public static DayActivity Commit(
        string title, string[]? files = null, string repository = "/src/blackbox", string body = "", int hour = 9, string? by = null,
        string role = "author", string[]? coAuthors = null, bool merge = false, int added = 10, int deleted = 2)
    {
        var sha = Sha($"{repository} {hour} {title}");
        files ??= merge ? [] : ["Blackbox.Core/Search/Searcher.cs"];
        return new()
        {
            Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(sha))[..16]),
            Platform = "git",
            Kind = merge ? "merge" : "commit",
            ExternalId = sha,
            OccurredAt = new DateTimeOffset(2026, 11, 20, hour, title.Length % 60, 0, TimeSpan.Zero),
            Title = title,
            Body = body,
            Container = repository,
            Details = JsonSerializer.Serialize(new
            {
                role,
                author = new { name = by ?? "Mina Park", email = "mina@example.com" },
                parents = merge ? new[] { Sha("a"), Sha("b") } : [Sha("a")],
                coAuthors = (coAuthors ?? []).Select(name => new { name, email = "x@example.com" }),
                filesChanged = files.Length,
                added = added * files.Length,
                deleted = deleted * files.Length,
                files = files.Select(path => new { path, added, deleted }),
            }),
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(sha)),
            Person = by ?? "Mina Park",
            IsOwn = by is null || role == "co-author",
        };
    }

    public static PlatformDay Day(params IReadOnlyList<DayActivity> activities) => new(Friday, "git", activities);

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
}
