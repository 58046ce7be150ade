using System.Globalization;
using System.Text;
using Blackbox.Benchmarks.Measuring;

namespace Blackbox.Benchmarks.GitIngest;

/// <summary>
/// A history as a small team leaves it: a few hundred files that are changed a little at a time, topics that are merged and some that never
/// are, renames, messages with and without a body, co-authors. The same from the same seed.
/// </summary>
internal sealed class SyntheticHistory
{
    private const int Folders = 40;
    private const int FilesInFolder = 12;
    private const int People = 25;
    private const int TopicEvery = 20;
    private const int UnmergedEvery = 12;
    private const string Main = "refs/heads/main";

    private readonly Random _random = new(11);
    private readonly Vocabulary _words = new(11);
    private readonly List<SourceFile>[] _folders;
    private readonly Stream _stream;
    private readonly int _commits;
    private long _time = new DateTimeOffset(2019, 3, 1, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private int _mark;
    private int _topics;
    private int _renames;

    private SyntheticHistory(Stream stream, int commits)
    {
        _stream = stream;
        _commits = commits;
        _folders = [.. Enumerable.Range(0, Folders).Select(folder => Enumerable.Range(0, FilesInFolder)
            .Select(file => new SourceFile($"src/{_words.Next(_random)}{folder}/{_words.Next(_random)}{file}.cs", [.. Lines(30 + _random.Next(250))])).ToList())];
    }

    /// <summary>Makes a bare repository, packed as a server would.</summary>
    public static async Task MakeAsync(string path, int commits, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        await Git.AskAsync(path, ["init", "--quiet", "--bare", "--initial-branch=main"], cancellationToken);
        await Git.FeedAsync(path, ["fast-import", "--quiet"], stream => new SyntheticHistory(stream, commits).WriteAsync(cancellationToken), cancellationToken);
        await Git.AskAsync(path, ["gc", "--quiet"], cancellationToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        Commit(Main, "Begin", merged: null);
        foreach (var file in _folders.SelectMany(files => files))
            Write(file);
        while (_mark < _commits)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_random.Next(TopicEvery) == 0)
                WriteTopic();
            else
                WriteChange(Main, _folders[_random.Next(Folders)]);
        }
        await _stream.FlushAsync(cancellationToken);
    }

    // While a topic is worked on, the main branch goes on elsewhere.
    private void WriteTopic()
    {
        var isMerged = ++_topics % UnmergedEvery != 0;
        var topic = isMerged ? "refs/heads/topic" : $"refs/heads/topic-{_topics}";
        var folder = _random.Next(Folders);
        Line($"reset {topic}");
        Line($"from {Main}");
        var before = _folders[folder].Select(file => file.Lines.ToList()).ToList();
        for (var count = 2 + _random.Next(5); count > 0; count--)
            WriteChange(topic, _folders[folder], mayRename: false);
        WriteChange(Main, _folders[(folder + 1) % Folders]);
        if (isMerged)
        {
            Commit(Main, $"Merge branch 'topic-{_topics}'", topic);
            foreach (var file in _folders[folder])
                Write(file);
        }
        else
        {
            // The main branch never saw it.
            foreach (var (file, lines) in _folders[folder].Zip(before))
                file.Lines = lines;
        }
    }

    private void WriteChange(string branch, List<SourceFile> files, bool mayRename = true)
    {
        Commit(branch, Message(), merged: null);
        for (var count = 1 + (int)(_random.NextDouble() * _random.NextDouble() * 6); count > 0; count--)
        {
            var file = files[_random.Next(files.Count)];
            if (mayRename && _random.Next(60) == 0)
            {
                var path = $"{Path.GetDirectoryName(file.Path)}/{_words.Next(_random)}R{_renames++}.cs";
                Line($"R {file.Path} {path}");
                file.Path = path;
            }
            Change(file);
            Write(file);
        }
    }

    private void Change(SourceFile file)
    {
        var at = _random.Next(file.Lines.Count);
        file.Lines.RemoveRange(at, Math.Min(_random.Next(6), file.Lines.Count - at));
        file.Lines.InsertRange(at, Lines(1 + _random.Next(8)));
    }

    private string Message()
    {
        var message = new StringBuilder($"{_words.Next(_random)}: {_words.Sentence(_random, 4 + _random.Next(6))}");
        if (_random.Next(2) == 0)
            message.Append("\n\n").AppendJoin('\n', Lines(1 + _random.Next(8)));
        if (_random.Next(20) == 0)
            message.Append(CultureInfo.InvariantCulture, $"\n\nCo-authored-by: {Person(_random.Next(People))}");
        return message.ToString();
    }

    private IEnumerable<string> Lines(int count) => Enumerable.Range(0, count).Select(_ => _words.Sentence(_random, 3 + _random.Next(9)));

    private static string Person(int number) => $"Person {number} <person{number}@example.com>";

    private void Commit(string branch, string message, string? merged)
    {
        _time += 60 + _random.Next(7_200);
        var who = $"{Person(_random.Next(People))} {_time} +0{_random.Next(10)}00";
        Line($"commit {branch}");
        Line($"mark :{++_mark}");
        Line($"author {who}");
        Line($"committer {who}");
        Data(message);
        if (merged is not null)
            Line($"merge {merged}");
    }

    private void Write(SourceFile file)
    {
        Line($"M 100644 inline {file.Path}");
        Data(string.Join('\n', file.Lines) + "\n");
    }

    private void Data(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Line($"data {bytes.Length}");
        _stream.Write(bytes);
        Line("");
    }

    private void Line(string text) => _stream.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private sealed class SourceFile(string path, List<string> lines)
    {
        public string Path { get; set; } = path;
        public List<string> Lines { get; set; } = lines;
    }
}
