using System.Globalization;
using Blackbox.Core.Collecting.Confluence.Markup;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// Texts of one page's versions, each read once. Versions are asked for from the newest to the oldest, so that the last two are enough to be held.
/// </summary>
/// <param name="given">The text of the newest version, where a list gave it.</param>
internal sealed class PageTexts(ConnectionReading reading, ContentItem page, VersionText? given)
{
    private VersionText? _last = given;
    private VersionText? _before;
    private VersionText? _newest;
    private VersionText? _oldest;
    private bool _looked;

    /// <summary>A version was too large to be read.</summary>
    public bool IsPartial { get; private set; }

    /// <param name="known">The version, where more than its number is known.</param>
    /// <returns>Null where Confluence does not have the number or has another version under it: one was removed, and others are numbered anew.</returns>
    /// <exception cref="ResourceException">It cannot be read.</exception>
    public async Task<VersionText?> FindAsync(int number, ContentVersion? known, CancellationToken cancellationToken)
    {
        var when = known?.When;
        if (Held(number, when) is { } held)
            return held;
        if (!_looked)
        {
            _looked = true;
            (_newest, _oldest) = (await reading.Versions.FindNewestAsync(page.Id, cancellationToken), await reading.Versions.FindOldestAsync(page.Id, cancellationToken));
            if (Held(number, when) is { } remembered)
                return remembered;
        }
        var read = await ReadAsync(number, known, cancellationToken);
        if (read is null || (when is not null && read.Version.When != when))
            return null;
        (_before, _last) = (_last, read);
        return read;
    }

    private VersionText? Held(int number, DateTimeOffset? when)
    {
        foreach (var text in (ReadOnlySpan<VersionText?>)[_last, _before, _newest, _oldest])
        {
            if (text is not null && text.Version.Number == number && (when is null || text.Version.When == when))
                return text;
        }
        return null;
    }

    private async Task<VersionText?> ReadAsync(int number, ContentVersion? known, CancellationToken cancellationToken)
    {
        try
        {
            // What is the newest one when it is listed may not be it any more when it is read.
            var text = number == page.Version.Number ? await ReadAsync("", cancellationToken) : null;
            if (text?.Version.Number != number)
                text = await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"&status=historical&version={number}"), cancellationToken);
            return text?.Version.Number == number ? text : null;
        }
        catch (ResourceException exception) when (exception.Status == 404 && number != page.Version.Number)
        {
            return null;
        }
        catch (ResourceException exception) when (exception.Code == "too_large")
        {
            IsPartial = true;
            return known is null ? null : new(known, null);
        }
    }

    private async Task<VersionText?> ReadAsync(string which, CancellationToken cancellationToken)
    {
        using var answer = await reading.Session.GetAsync($"/rest/api/content/{page.Id}?expand=version,body.storage{which}", cancellationToken);
        return Of(answer.Root);
    }

    /// <returns>Null where the answer does not say which version it is.</returns>
    public static VersionText? Of(System.Text.Json.JsonElement content) => ContentVersion.Of(content.Member("version")) is { } version
        ? new(version, StorageText.Read(content.Member("body").Member("storage").Text("value") ?? ""))
        : null;
}
