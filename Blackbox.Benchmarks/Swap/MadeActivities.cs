using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Collecting;

namespace Blackbox.Benchmarks.Swap;

/// <summary>Activities as a busy team's git history has them: few words often, many words seldom, and the same from the same seed.</summary>
internal sealed class MadeActivities(int seed)
{
    public const string Container = "workshop";
    private const int People = 40;

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Purposes = ["feat", "fix", "refactor", "test", "docs", "chore"];
    private static readonly string[] Extensions = ["cs", "ts", "md", "json", "sql", "py"];

    private readonly Random _random = new(seed);
    private readonly Vocabulary _words = new(seed);

    public static TimeWindow Window(int count) => new(Start, Start.AddMinutes(7 * (count + 1)));

    public IEnumerable<CollectedActivity> Take(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var person = _random.Next(People);
            yield return new()
            {
                Person = new($"person{person}@example.com", $"Person {person}"),
                ExternalId = Convert.ToHexStringLower(SHA1(index)),
                Kind = _random.Next(12) == 0 ? "merge" : "commit",
                OccurredAt = Start.AddMinutes(7 * index).AddSeconds(_random.Next(60)),
                Title = $"{Purposes[_random.Next(Purposes.Length)]}({_words.Next(_random)}): {_words.Sentence(_random, 4 + _random.Next(6))}",
                Body = Body(),
                Container = Container,
                Details = Details(),
            };
        }
    }

    private byte[] SHA1(int index) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:{index}"))[..20];

    // Half of all commits have none, as in real histories.
    private string Body() =>
        _random.Next(2) == 0 ? "" : string.Join('\n', Enumerable.Range(0, 1 + _random.Next(8)).Select(_ => _words.Sentence(_random, 6 + _random.Next(10))));

    private string Details()
    {
        var files = Enumerable.Range(0, 1 + (int)Math.Min(60, Math.Exp(_random.NextDouble() * 3.5) - 1)).Select(_ => new
        {
            path = $"src/{_words.Next(_random)}/{_words.Next(_random)}.{Extensions[_random.Next(Extensions.Length)]}",
            added = _random.Next(200),
            deleted = _random.Next(80),
        }).ToList();
        return JsonSerializer.Serialize(new
        {
            branches = new[] { _words.Next(_random) + "/" + _random.Next(900).ToString(CultureInfo.InvariantCulture) },
            added = files.Sum(file => file.added),
            deleted = files.Sum(file => file.deleted),
            files,
        });
    }
}
