using System.Globalization;
using Blackbox.Core.Collecting.Confluence.Markup;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// Finds the versions of one page or post. From the newest one it goes back through what is remembered, and where that ends, through Confluence:
/// reading the version before tells what changed and who made that one.
/// </summary>
internal sealed class PageReader(ConnectionReading reading, ContentItem page, VersionText? text, CancellationToken cancellationToken)
{
    /// <summary>Versions of a page that are looked at in a run.</summary>
    private const int MaxVersions = 5_000;

    private readonly PageTexts _texts = new(reading, page, text);
    private FormerPlace? _movedFrom;

    /// <summary>The page has another title or place than what is recorded of it.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>Versions were removed, and everything that is left of the page was found.</summary>
    public bool IsWhole { get; private set; }

    /// <param name="isRestored">It was in the trash, so that all of it comes back.</param>
    public async Task ReadAsync(bool isRestored)
    {
        var before = PlaceCursor.Read(await reading.Memory.CursorAsync(PlaceCursor.KeyOf(page.Id), cancellationToken));
        var now = PlaceCursor.Of(page, before);
        _movedFrom = now.From;
        IsElsewhere = isRestored || (before is not null && (before.Title != now.Title || before.Space != now.Space));
        try
        {
            await ReadVersionsAsync(tellsAll: IsElsewhere || (before is not null && before != now));
        }
        catch (ResourceException exception) when (exception.Status == 404)
        {
            // It went while it was read: what is recorded of it goes with it.
            return;
        }
        catch (ResourceException exception)
        {
            await reading.SkipAsync(page.Space, exception.Code, $"\"{page.Title}\" could not be read. {exception.Message}", cancellationToken);
            return;
        }
        if (_texts.IsPartial)
        {
            await reading.Findings.SayAsync(report => report.ContainerNoted(page.Space, ConfluenceCodes.TextUnreadable,
                $"\"{page.Title}\" is too large to be read; what changed in it is not said."), cancellationToken);
        }
        if (before != now && now.Write() is { } cursor)
            await reading.Findings.SayAsync(report => report.SaveCursor(PlaceCursor.KeyOf(page.Id), cursor), cancellationToken);
    }

    private async Task ReadVersionsAsync(bool tellsAll)
    {
        var (number, when, known) = (page.Version.Number, (DateTimeOffset?)page.Version.When, (ContentVersion?)page.Version);
        for (var count = 0; count < MaxVersions && when is { } instant && number > 0; count++, number--)
        {
            var entry = await reading.Versions.FindAsync(page.Id, instant, cancellationToken);
            if (count == 0 && await MayHaveLostVersionsAsync(entry))
            {
                await ReadListAsync(isAll: true);
                return;
            }
            if (entry is null)
            {
                // What is older than the window was never recorded, or is not remembered any more.
                if (instant < reading.Window.From)
                    return;
                entry = instant < reading.Window.To ? await WorkOutAsync(number, instant, known) : null;
                if (entry is null)
                {
                    await ReadListAsync(isAll: false);
                    return;
                }
            }
            if (instant < reading.Window.From && !tellsAll)
                return;
            if (tellsAll || reading.Window.Contains(instant))
                await TellAsync(entry with { Version = entry.Version with { Number = number } });
            (when, known) = (entry.Before, null);
        }
    }

    // Where a version is removed, Cloud numbers the later ones anew; a server leaves a gap, which only shows in the list of versions: that is looked at when
    // the page was edited.
    private async Task<bool> MayHaveLostVersionsAsync(VersionEntry? newest)
    {
        var number = page.Version.Number;
        if (newest is not null)
            return newest.Version.Number != number;
        return number > 2 && await reading.Versions.FindNewestAsync(page.Id, cancellationToken) is { } known
            && (reading.VersionsLeaveGaps || known.Version.Number >= number);
    }

    // The list of versions decides: some may have been removed, or the newest ones are after the window.
    private async Task ReadListAsync(bool isAll)
    {
        var (versions, isComplete) = await ListAsync(isAll);
        var entries = new VersionEntry?[versions.Count];
        var isStale = false;
        for (var i = 0; i < versions.Count; i++)
        {
            if (isAll || reading.Window.Contains(versions[i].When))
                entries[i] = await reading.Versions.FindAsync(page.Id, versions[i].When, cancellationToken);
            isStale |= isAll && entries[i] is { } known && !IsAsListed(known, i);
        }
        var isWhole = isAll && isComplete && isStale;
        for (var i = 0; i < versions.Count; i++)
        {
            var isWanted = reading.Window.Contains(versions[i].When);
            if (!isWanted && !(isStale && entries[i] is not null))
            {
                isWhole = false;
                continue;
            }
            var entry = entries[i];
            if (entry is null || !IsAsListed(entry, i))
            {
                entry = entry is not null && entry.Before == BeforeOf(i)?.When
                    ? entry with { Version = versions[i] }
                    : await WorkOutAsync(versions[i], BeforeOf(i));
                await reading.Versions.SaveAsync(page.Id, entry, cancellationToken);
            }
            // Under its new number it is recorded anew, whenever it was made.
            await TellAsync(entry, isWanted ? null : reading.Window.From);
        }
        IsWhole = isWhole;

        ContentVersion? BeforeOf(int i) => i + 1 < versions.Count ? versions[i + 1] : null;

        bool IsAsListed(VersionEntry entry, int i) => entry.Before == BeforeOf(i)?.When && entry.Version.Number == versions[i].Number;
    }

    /// <returns>Null where the list of versions must be asked.</returns>
    private async Task<VersionEntry?> WorkOutAsync(int number, DateTimeOffset when, ContentVersion? known)
    {
        if (await _texts.FindAsync(number, known, cancellationToken) is not { } text || text.Version.When != when)
            return null;
        VersionText? before = null;
        if (number > 1 && (before = await _texts.FindAsync(number - 1, null, cancellationToken)) is null)
            return null;
        if (before is not null && before.Version.When > when)
            return null;
        var entry = Entry(text, before);
        await reading.Versions.SaveAsync(page.Id, entry, cancellationToken);
        await RememberAsync(text, before);
        return entry;
    }

    private async Task<VersionEntry> WorkOutAsync(ContentVersion version, ContentVersion? before)
    {
        var text = await _texts.FindAsync(version.Number, version, cancellationToken) ?? throw Changing();
        var old = before is null ? null : await _texts.FindAsync(before.Number, before, cancellationToken) ?? throw Changing();
        await RememberAsync(text, old);
        return Entry(text, old);
    }

    private static ResourceException Changing() => new(200, ConfluenceCodes.Changing, "Its versions changed while they were read.");

    private async Task RememberAsync(VersionText text, VersionText? before)
    {
        if (text.Version.Number == page.Version.Number)
            await reading.Versions.SaveNewestAsync(page.Id, text, cancellationToken);
        if (before is not null && before.Version.When < reading.Window.From)
            await reading.Versions.SaveOldestAsync(page.Id, before, cancellationToken);
    }

    private static VersionEntry Entry(VersionText text, VersionText? before)
    {
        var version = text.Version;
        if (before is null)
            return new(version, Texts.Cut(Joined(version.Message, text.Text ?? ""), Activity.MaxBodyLength), null);
        var diff = before.Text is null || text.Text is null ? "" : TextDiff.Between(before.Text, text.Text);
        return new(version, Joined(version.Message, diff), before.Version.When);
    }

    private static string Joined(string message, string text) => message.Length == 0 ? text : text.Length == 0 ? message : $"{message}\n\n{text}";

    private async Task TellAsync(VersionEntry entry, DateTimeOffset? enteredAt = null)
    {
        if (entry.Version.By.IsBot)
            return;
        var activity = EditedContent.Activity(page, entry.Version, entry.Body, _movedFrom);
        await reading.AddAsync(activity with { EnteredAt = enteredAt }, page.IsBlogPost, cancellationToken);
    }

    // Newest first; one more than the window has, with which the oldest one is compared.
    private async Task<(List<ContentVersion> Versions, bool IsAll)> ListAsync(bool isAll)
    {
        var versions = new List<ContentVersion>();
        var path = string.Create(CultureInfo.InvariantCulture, $"/rest/api/content/{page.Id}/version?start=0&limit=100");
        await foreach (var answer in reading.Session.PagesAsync(path, cancellationToken))
        {
            using (answer)
            {
                foreach (var json in answer.Root.Member("results").Items())
                {
                    var version = ContentVersion.Of(json)
                        ?? throw new ResourceException(200, ConfluenceCodes.Malformed, "One of its versions has no number or no date between 1970 and 2100.");
                    if (versions.Count == 0 || version.Number < versions[^1].Number)
                        versions.Add(version);
                    if (versions.Count >= MaxVersions || (!isAll && version.When < reading.Window.From))
                        return (versions, false);
                }
            }
        }
        return (versions, true);
    }
}
