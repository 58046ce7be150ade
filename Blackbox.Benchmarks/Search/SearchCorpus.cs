using System.Numerics;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Llm;
using Blackbox.Core.Summaries;

namespace Blackbox.Benchmarks.Search;

/// <summary>Whose the summaries of a corpus are.</summary>
internal enum CorpusShape
{
    /// <summary>Many people's: some with years of history, most with more than a year, some with two months.</summary>
    People,

    /// <summary>Most are one record's, far longer than a person lives.</summary>
    OneRecord,
}

/// <summary>
/// The summaries of an installation, and questions about them. Every summary is about one topic with words of its own, so
/// that vectors are in clusters. The same from the same seed; made one after the other, never all in memory.
/// </summary>
internal sealed class SearchCorpus
{
    private const int Topics = 400;
    private const int TopicWords = 120;
    private const int WordsOfTopicPercent = 60;

    private static readonly RecordSize Veteran = new("veteran", 4_000, 5);
    private static readonly RecordSize Regular = new("regular", 2_000, 4);
    private static readonly RecordSize Newcomer = new("newcomer", 250, 4);

    /// <summary>Again and again until there are enough rows.</summary>
    private static readonly RecordSize[] Installation = [Regular, Veteran, Regular, Newcomer, Regular, Regular, Newcomer, Regular];

    private static readonly DateOnly LastDate = new(2026, 10, 31);

    private readonly Vocabulary _words = new(3);
    private readonly string[][] _topics;
    private readonly int _rows;

    public SearchCorpus(int rows, CorpusShape shape)
    {
        _rows = rows;
        var random = new Random(5);
        _topics = [.. Enumerable.Range(0, Topics).Select(_ => Enumerable.Range(0, TopicWords).Select(_ => _words.Next(random)).ToArray())];
        var people = new List<Person>();
        foreach (var size in shape == CorpusShape.OneRecord ? OneRecord(rows) : Installations())
        {
            var left = rows - people.Sum(person => person.Rows);
            if (left == 0)
                break;
            people.Add(new(people.Count, size.Kind, Math.Min(size.Rows, left), size.Platforms));
        }
        People = people;
    }

    private static IEnumerable<RecordSize> Installations()
    {
        while (true)
        {
            foreach (var size in Installation)
                yield return size;
        }
    }

    private static IEnumerable<RecordSize> OneRecord(int rows)
    {
        yield return new("huge", rows * 80 / 100, 20);
        for (var number = 0; number < 10; number++)
            yield return new("veteran", rows * 14 / 1_000, 5);
        while (true)
            yield return Newcomer;
    }

    public IReadOnlyList<Person> People { get; }

    /// <summary>In the order of days, people mixed, as a record grows.</summary>
    public IEnumerable<MadeSummary> Summaries()
    {
        var random = new Random(9);
        var longest = People.Max(person => person.Days);
        var made = 0;
        for (var day = longest - 1; day >= 0; day--)
        {
            foreach (var person in People)
            {
                if (day >= person.Days)
                    continue;
                for (var platform = 0; platform < person.Platforms && day * person.Platforms + platform < person.Rows; platform++)
                {
                    var content = Content(random);
                    yield return new(made++, person, LastDate.AddDays(-day), PlatformName(platform), content, HashingEmbedder.Embed(content));
                }
            }
        }
        if (made != _rows)
            throw new InvalidOperationException($"{made} summaries were made instead of {_rows}.");
    }

    /// <summary>What people ask: two to four words that belong together, a rare word, a part of the record.</summary>
    public IReadOnlyList<Question> Questions(int count, int seed)
    {
        var random = new Random(seed);
        var huge = People.FirstOrDefault(person => person.Kind == "huge");
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            var person = huge is not null && number % 2 == 0 ? huge : People[random.Next(People.Count)];
            var topic = _topics[random.Next(Topics)];
            var text = string.Join(' ', Enumerable.Range(0, 2 + random.Next(3)).Select(_ => topic[random.Next(TopicWords)]).Distinct());
            var (from, to, platform) = ((DateOnly?)null, (DateOnly?)null, (string?)null);
            switch (random.Next(10))
            {
                case 0 or 1:
                    to = LastDate.AddDays(-random.Next(Math.Max(1, person.Days / 2)));
                    from = to.Value.AddDays(-Math.Min(90, person.Days / 2));
                    break;
                case 2 or 3:
                    platform = PlatformName(random.Next(person.Platforms));
                    break;
            }
            return new Question(person, text, from, to, platform, HashingEmbedder.Embed(text));
        })];
    }

    private static string PlatformName(int platform) => platform == 0 ? "git" : $"platform-{platform}";

    private string Content(Random random)
    {
        var topic = _topics[random.Next(Topics)];
        string Word() => random.Next(100) < WordsOfTopicPercent ? topic[random.Next(TopicWords)] : _words.Next(random);
        var lines = Enumerable.Range(0, 3 + random.Next(5)).Select(_ => "- " + string.Join(' ', Enumerable.Range(0, 8 + random.Next(8)).Select(_ => Word())));
        return $"## {Word()} {Word()}\n\n{string.Join('\n', lines)}";
    }
}

internal sealed record RecordSize(string Kind, int Rows, int Platforms);

/// <param name="Kind">Of the record's size.</param>
internal sealed record Person(int Number, string Kind, int Rows, int Platforms)
{
    public int Days => (Rows + Platforms - 1) / Platforms;
}

internal sealed record MadeSummary(int Number, Person Person, DateOnly Date, string Platform, string Content, float[] Vector);

/// <param name="Vector">Of <paramref name="Text"/>, by the built-in embedder.</param>
internal sealed record Question(Person Person, string Text, DateOnly? From, DateOnly? To, string? Platform, float[] Vector)
{
    public bool Allows(MadeSummary summary) => summary.Person == Person
        && (From is null || summary.Date >= From) && (To is null || summary.Date <= To) && (Platform is null || summary.Platform == Platform);
}

/// <summary>The nearest summaries of questions, found by comparing with every one of them while they are made.</summary>
internal sealed class ExactNeighbours(IReadOnlyList<Question> questions, int count)
{
    private const float Noise = 0.08f;

    private readonly PriorityQueue<(DateOnly Date, string Platform), float>[] _nearest = [.. questions.Select(_ => new PriorityQueue<(DateOnly, string), float>())];

    public void See(MadeSummary summary)
    {
        for (var index = 0; index < questions.Count; index++)
        {
            if (!questions[index].Allows(summary))
                continue;
            // Both have norm 1: the product is the cosine. What is no nearer than texts without a common word is not a neighbour.
            var similarity = Product(questions[index].Vector, summary.Vector);
            if (similarity < Noise)
                continue;
            var nearest = _nearest[index];
            if (nearest.Count < count)
                nearest.Enqueue((summary.Date, summary.Platform), similarity);
            else if (nearest.TryPeek(out _, out var worst) && similarity > worst)
                nearest.DequeueEnqueue((summary.Date, summary.Platform), similarity);
        }
    }

    public IReadOnlyCollection<(DateOnly Date, string Platform)> Of(int question) => [.. _nearest[question].UnorderedItems.Select(item => item.Element)];

    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        for (var index = 0; index < Summary.EmbeddingDimensions; index += Vector<float>.Count)
            sum += new Vector<float>(a[index..]) * new Vector<float>(b[index..]);
        return Vector.Sum(sum);
    }
}
