using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting.Confluence.Payloads;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// What is known of a version. It never changes, except for its number: Confluence numbers versions anew when one of them is removed, so a version is
/// known by its instant.
/// </summary>
/// <param name="Body">What changed in it, or of the first version the text.</param>
/// <param name="Before">When the version before it was made; null for the first one.</param>
internal sealed record VersionEntry(ContentVersion Version, string Body, DateTimeOffset? Before);

/// <summary>The text of a version, with which the next one is compared.</summary>
/// <param name="Text">Null where it is too large to be had.</param>
internal sealed record VersionText(ContentVersion Version, string? Text);

/// <summary>
/// Remembers versions of pages, so that each is read once. Unlike answers, this is worked out: neither a large page nor its hundreds of versions are
/// kept, but what changed in each, and the last text. Losing it costs requests, never data.
/// </summary>
internal sealed class VersionMemory(FetchMemory memory)
{
    // Of how it is worked out: what another release remembered is not used.
    private const string Format = "confluence-1";

    public Task<VersionEntry?> FindAsync(string id, DateTimeOffset when, CancellationToken cancellationToken) =>
        RecallAsync<VersionEntry>(KeyOf(id, when), cancellationToken);

    public Task SaveAsync(string id, VersionEntry entry, CancellationToken cancellationToken) =>
        RememberAsync(KeyOf(id, entry.Version.When), entry, cancellationToken);

    /// <summary>The text of the newest version that was read.</summary>
    public Task<VersionText?> FindNewestAsync(string id, CancellationToken cancellationToken) => RecallAsync<VersionText>($"newest:{id}", cancellationToken);

    public Task SaveNewestAsync(string id, VersionText text, CancellationToken cancellationToken) => RememberAsync($"newest:{id}", text, cancellationToken);

    /// <summary>The text of the oldest version that was read: of the one before what is recorded.</summary>
    public Task<VersionText?> FindOldestAsync(string id, CancellationToken cancellationToken) => RecallAsync<VersionText>($"oldest:{id}", cancellationToken);

    public Task SaveOldestAsync(string id, VersionText text, CancellationToken cancellationToken) => RememberAsync($"oldest:{id}", text, cancellationToken);

    private static string KeyOf(string id, DateTimeOffset when) => string.Create(CultureInfo.InvariantCulture, $"version:{id}:{when.UtcTicks}");

    private async Task<T?> RecallAsync<T>(string key, CancellationToken cancellationToken)
        where T : class
    {
        if (await memory.FindAsync(key, cancellationToken) is not { Version: Format } remembered)
            return null;
        await memory.ConfirmAsync(key, remembered, remembered.Next, always: false, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(remembered.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task RememberAsync<T>(string key, T value, CancellationToken cancellationToken) =>
        memory.SaveAsync(key, new(null, null, Format), null, JsonSerializer.SerializeToUtf8Bytes(value), cancellationToken);
}
