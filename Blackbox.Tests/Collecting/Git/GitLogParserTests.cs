using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using FsCheck;
using FsCheck.Fluent;

namespace Blackbox.Tests.Collecting.Git;

public sealed class GitLogParserTests
{
    private sealed record Change(byte[] Path, byte[]? OldPath, int? Added, int? Deleted);

    private sealed record Entry(byte[][] Texts, int Parents, long Authored, long Committed, byte[] Message, Change[] Changes)
    {
        public string Sha { get; } = Convert.ToHexStringLower(SHA256.HashData(Message));
    }

    // Bytes as any program may have written them, but for NUL, which nothing that git prints can hold.
    private static readonly Gen<byte[]> Text =
        Gen.OneOf(Gen.Choose(1, 255), Gen.Elements("C\n\t -0159\u00e9".Select(c => (int)c)))
            .Select(i => (byte)i).ArrayOf().Where(bytes => bytes.Length < 200);

    private static readonly Gen<byte[]> Path = Text.Where(bytes => bytes.Length > 0);

    private static readonly Gen<int?> Count = Gen.OneOf(Gen.Choose(0, 100_000).Select(i => (int?)i), Gen.Constant((int?)null));

    private static readonly Gen<Change> Changes =
        from path in Path
        from renamed in Gen.Choose(0, 3)
        from old in Path
        from added in Count
        from deleted in Gen.Choose(0, 99)
        select new Change(path, renamed == 0 ? old : null, added, added is null ? null : deleted);

    private static readonly Gen<Entry> Entries =
        from texts in Text.ArrayOf(6)
        from parents in Gen.Choose(0, 60)
        from authored in Gen.Choose(1, int.MaxValue)
        from ahead in Gen.Choose(-100_000, 100_000)
        from message in Text
        from changes in Changes.ArrayOf()
        select new Entry(texts, parents, authored, Math.Max(0, (long)authored + ahead), message, changes);

    private static readonly Gen<Entry[]> Listings = Entries.ArrayOf().Resize(8);

    [Fact]
    public void Commits_are_the_same_however_the_listing_is_cut() =>
        Prop.ForAll(
            (from listing in Listings
             from cuts in Gen.Choose(1, 300).ArrayOf().Where(cuts => cuts.Length > 0)
             select (listing, cuts)).ToArbitrary(),
            input =>
            {
                var bytes = Write(input.listing);
                var whole = Parse([bytes]).Select(Show).ToList();
                var pieces = Parse(Cut(bytes, input.cuts)).Select(Show).ToList();
                var single = Parse(Cut(bytes, [1])).Select(Show).ToList();
                return whole.SequenceEqual(pieces) && whole.SequenceEqual(single);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_written_is_read() =>
        Prop.ForAll(Listings.ToArbitrary(), listing =>
        {
            var commits = Parse([Write(listing)]);
            Assert.Equal(listing.Length, commits.Count);
            foreach (var (expected, actual) in listing.Zip(commits))
            {
                Assert.Equal(expected.Sha, actual.Sha);
                Assert.Equal(expected.Parents, actual.ParentCount);
                Assert.Equal(Math.Min(expected.Parents, GitLogParser.MaxParents), actual.Parents.Count);
                Assert.Equal(expected.Authored, actual.Authored!.Value.UnixSeconds);
                Assert.Equal(expected.Committed, actual.Committed!.Value.UnixSeconds);
                Assert.True(actual.OccurredAt <= actual.Committed.Value.Instant + GitDate.Tolerance);
                Assert.Equal(
                    expected.Texts.Select(Encoding.UTF8.GetString),
                    [actual.Author.Name, actual.Author.Email, actual.Committer.Name, actual.Committer.Email, actual.Encoding, actual.Source]);
                Assert.Equal(expected.Changes.Length, actual.FileCount);
                Assert.Equal(expected.Changes.Sum(c => (long)(c.Added ?? 0)), actual.Added);
                Assert.Equal(
                    expected.Changes.Select(c => new GitFileChange(Encoding.UTF8.GetString(c.Path), c.OldPath is null ? null : Encoding.UTF8.GetString(c.OldPath), c.Added, c.Deleted)),
                    actual.Files);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_parse_or_are_refused() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().ToArbitrary(), noise =>
        {
            byte[] prefix = [.. Write([new([[65], [66], [67], [68], [], []], 0, 1, 1, [69], [])])];
            foreach (var input in new byte[][] { noise, [.. prefix, .. noise] })
            {
                try
                {
                    Parse([input]);
                }
                catch (InvalidDataException)
                {
                    // That is the answer.
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Endless_fields_and_lists_take_bounded_memory()
    {
        var parser = new GitLogParser(GitCollecting.AllTime);
        var chunk = Enumerable.Repeat((byte)'m', 64 * 1024).ToArray();
        var files = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 4_000).Select(i => $"1\t2\tsrc/file{i}\0")));
        var parents = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 40) + " ", 1_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Feed(Encoding.UTF8.GetBytes($"C{new string('a', 40)}\0"));
        for (var i = 0; i < 1_000; i++)
            Feed(parents);
        Feed(Encoding.UTF8.GetBytes($"{new string('a', 40)}\01767606000 +0000\01767606000 +0000\0"));
        for (var field = 0; field < 6; field++)
        {
            for (var i = 0; i < 200; i++)
                Feed(chunk);
            Feed([0]);
        }
        for (var i = 0; i < 1_600; i++)
            Feed(chunk);
        Feed("\0\n"u8);
        for (var i = 0; i < 250; i++)
            Feed(files);
        Feed("1\t2\t\0"u8);
        for (var path = 0; path < 2; path++)
        {
            for (var i = 0; i < 100; i++)
                Feed(chunk);
            Feed([0]);
        }
        var commit = parser.Complete()!;

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Equal(1_000_001, commit.ParentCount);
        Assert.Equal(GitLogParser.MaxParents, commit.Parents.Count);
        Assert.Equal(1_000_001, commit.FileCount);
        Assert.Equal(2_000_002, commit.Deleted);
        Assert.Equal(GitLogParser.MaxFiles, commit.Files.Count);
        Assert.True(commit.MessageTruncated);
        Assert.Equal(Activity.MaxTitleLength, commit.Subject.Length);
        Assert.Equal(Activity.MaxBodyLength, commit.Body.Length);

        void Feed(ReadOnlySpan<byte> input) => Assert.False(parser.TryRead(ref input, out _));
    }

    [Theory]
    [InlineData("nonsense\0")]
    [InlineData("C123\0")]
    [InlineData("C0123456789012345678901234567890123456789")]
    [InlineData("C0123456789012345678901234567890123456789\0\0")]
    [InlineData("C0123456789012345678901234567890123456789\0\01 +0000\01 +0000\0A\0a@b\0A\0a@b\0\0\0message\0\n1\t2")]
    [InlineData("C0123456789012345678901234567890123456789\0\01 +0000\01 +0000\0A\0a@b\0A\0a@b\0\0\0message\0\n1\t2\t\0old\0")]
    [InlineData("C0123456789012345678901234567890123456789\0\01 +0000\01 +0000\0A\0a@b\0A\0a@b\0\0\0message\0\nx\t2\tpath\0")]
    public void Listing_that_is_none_or_ends_early_is_refused(string listing) =>
        Assert.Throws<InvalidDataException>(() => Parse([Encoding.UTF8.GetBytes(listing)]));

    private static byte[] Write(IEnumerable<Entry> listing)
    {
        using var output = new MemoryStream();
        foreach (var entry in listing)
        {
            Field(Encoding.ASCII.GetBytes("C" + entry.Sha));
            Field(Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Repeat(entry.Sha, entry.Parents))));
            Field(Encoding.ASCII.GetBytes($"{entry.Authored} +0900"));
            Field(Encoding.ASCII.GetBytes($"{entry.Committed} -0330"));
            foreach (var text in entry.Texts)
                Field(text);
            Field(entry.Message);
            if (entry.Changes.Length > 0)
                output.WriteByte((byte)'\n');
            foreach (var change in entry.Changes)
            {
                output.Write(Encoding.ASCII.GetBytes(change.Added is null ? "-\t-\t" : FormattableString.Invariant($"{change.Added}\t{change.Deleted}\t")));
                if (change.OldPath is not null)
                {
                    Field([]);
                    Field(change.OldPath);
                }
                Field(change.Path);
            }
        }
        return output.ToArray();

        void Field(byte[] bytes)
        {
            output.Write(bytes);
            output.WriteByte(0);
        }
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] lengths)
    {
        for (var (start, i) = (0, 0); start < bytes.Length; i++)
        {
            var end = Math.Min(bytes.Length, start + lengths[i % lengths.Length]);
            yield return bytes[start..end];
            start = end;
        }
    }

    private static List<GitCommit> Parse(IEnumerable<byte[]> chunks)
    {
        var parser = new GitLogParser(GitCollecting.AllTime);
        var commits = new List<GitCommit>();
        foreach (var chunk in chunks)
        {
            ReadOnlySpan<byte> input = chunk;
            while (parser.TryRead(ref input, out var commit))
                commits.Add(commit);
        }
        if (parser.Complete() is { } last)
            commits.Add(last);
        return commits;
    }

    private static string Show(GitCommit commit) =>
        string.Join('\u0001', [
            commit.Sha, string.Join(' ', commit.Parents), commit.ParentCount, commit.Authored, commit.Committed, commit.Author, commit.Committer, commit.Encoding,
            commit.Source, commit.Subject, commit.Body, string.Join('\u0002', commit.Files), commit.FileCount, commit.Added, commit.Deleted]);
}
