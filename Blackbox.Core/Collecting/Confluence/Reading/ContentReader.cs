using System.Collections.Concurrent;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>Pages and blog posts that were modified since the window's start: first which, then what of them is not remembered.</summary>
internal sealed class ContentReader(ConnectionReading reading, TrashReader trash)
{
    public const string Expand = "version,space,ancestors";

    private const int PageSize = 100;

    /// <summary>Most that Confluence gives at once with their texts.</summary>
    private const int PageSizeWithTexts = 25;

    private readonly ConcurrentBag<ContentItem> _elsewhere = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What was modified, by id, as it is now.</summary>
    public Dictionary<string, ContentItem> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages whose comments are recorded under another title or place, or were in the trash with them.</summary>
    public IReadOnlyCollection<ContentItem> Elsewhere => _elsewhere;

    /// <summary>Pages of which versions were removed: where their comments are found too, they are known whole.</summary>
    public ConcurrentDictionary<string, bool> Whole { get; } = new(StringComparer.Ordinal);

    /// <exception cref="ResourceException">What was modified cannot be found out.</exception>
    public async Task<bool> ReadAsync(string cql, CancellationToken cancellationToken)
    {
        var list = new ModifiedList(reading.Session);
        var found = new List<ContentItem>();
        await foreach (var root in list.PagesAsync(cql, Expand, PageSize, cancellationToken))
        {
            reading.Site = PageUrl.Site(root, reading.Session.Server);
            foreach (var json in root.Member("results").Items())
            {
                if (await reading.ReadItemAsync(json, cancellationToken) is { } item && !trash.Trashed.Contains(item.Id) && Items.TryAdd(item.Id, item))
                    found.Add(item);
            }
        }

        var unread = await UnreadAsync(found, cancellationToken);
        if (unread.Count > 1 + (found.Count + PageSizeWithTexts - 1) / PageSizeWithTexts)
            await ReadWithTextsAsync(cql, unread, cancellationToken);
        await ReadAsync([.. found.Where(item => !_read.Contains(item.Id)).Select(item => (item, (VersionText?)null))], cancellationToken);
        return list.IsStable;
    }

    /// <summary>Those that left the trash and were not among what was modified.</summary>
    public Task ReadRestoredAsync(CancellationToken cancellationToken) =>
        ReadAsync([.. trash.Restored.Where(item => Items.TryAdd(item.Id, item)).Select(item => (item, (VersionText?)null))], cancellationToken);

    // Whose newest version is one of the window and is not remembered: its text is needed.
    private async Task<HashSet<string>> UnreadAsync(List<ContentItem> found, CancellationToken cancellationToken)
    {
        var unread = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in found.Where(item => reading.Window.Contains(item.Version.When)))
        {
            if (await reading.Versions.FindAsync(item.Id, item.Version.When, cancellationToken) is null)
                unread.Add(item.Id);
        }
        return unread;
    }

    // Many texts are cheaper in lists than one by one.
    private async Task ReadWithTextsAsync(string cql, HashSet<string> unread, CancellationToken cancellationToken)
    {
        try
        {
            var list = new ModifiedList(reading.Session);
            await foreach (var root in list.PagesAsync(cql, $"{Expand},body.storage", PageSizeWithTexts, cancellationToken))
            {
                var pages = new List<(ContentItem, VersionText?)>();
                foreach (var json in root.Member("results").Items())
                {
                    // What is malformed was told when it was listed.
                    if (ContentItem.Read(json, reading.Site, out var item) is null && item is not null && unread.Remove(item.Id))
                        pages.Add((Items[item.Id] = item, PageTexts.Of(json)));
                }
                await ReadAsync(pages, cancellationToken);
                if (unread.Count == 0)
                    return;
            }
        }
        catch (ResourceException)
        {
            // Too large together, most likely: what is left is read one by one.
        }
    }

    private async Task ReadAsync(List<(ContentItem Page, VersionText? Text)> pages, CancellationToken cancellationToken)
    {
        foreach (var (page, _) in pages)
            _read.Add(page.Id);
        await Parallel.ForEachAsync(
            pages, new ParallelOptions { MaxDegreeOfParallelism = ConnectionReading.AtOnce, CancellationToken = cancellationToken },
            async (one, token) =>
            {
                var reader = new PageReader(reading, one.Page, one.Text, token);
                await reader.ReadAsync(trash.Restored.Exists(restored => restored.Id == one.Page.Id));
                if (reader.IsElsewhere || reader.IsWhole)
                    _elsewhere.Add(one.Page);
                if (reader.IsWhole)
                    Whole[one.Page.Id] = true;
            });
    }
}
