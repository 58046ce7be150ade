using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// Looks into the trash of spaces of which something is recorded: what search no longer finds would otherwise be noticed only in the days that are read.
/// What came into the trash since the last run is gone; what left it was restored, or removed for good.
/// </summary>
internal sealed class TrashReader(ConnectionReading reading)
{
    private const string Format = "trash-1";

    /// <summary>Restored pages that are looked at in one run.</summary>
    private const int MaxRestored = 200;

    private readonly HashSet<string> _trashed = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Ids of pages and posts that are in the trash now.</summary>
    public IReadOnlySet<string> Trashed => _trashed;

    /// <summary>Pages and posts that were in the trash and are not any more.</summary>
    public List<ContentItem> Restored { get; } = [];

    /// <summary>Spaces whose trash says that the token no longer sees them.</summary>
    public HashSet<string> Unseen { get; } = new(StringComparer.Ordinal);

    public async Task ReadAsync(IReadOnlyList<string> spaces, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            spaces, new ParallelOptions { MaxDegreeOfParallelism = ConnectionReading.AtOnce, CancellationToken = cancellationToken }, ReadAsync);

    private async ValueTask ReadAsync(string space, CancellationToken cancellationToken)
    {
        if (await reading.Memory.CursorAsync(SpaceCursor.KeyOf(space), cancellationToken) is not { } known)
            return;
        foreach (var type in SpaceCursor.TypesOf(known))
        {
            try
            {
                await ReadAsync(space, type, cancellationToken);
            }
            catch (ResourceException exception) when (exception.Status == 404)
            {
                lock (_lock)
                    Unseen.Add(space);
                await reading.Findings.SayAsync(report => report.ContainerFailed(space, ConfluenceCodes.NotFound,
                    "Confluence does not know this space any more, or the token may not see it. What was recorded of it stays."), cancellationToken);
                return;
            }
            catch (ResourceException exception)
            {
                await reading.Findings.SayAsync(report => report.ContainerNoted(space, ConfluenceCodes.TrashUnreadable,
                    $"The trash cannot be read, so pages that are deleted are only noticed in the days that are collected again. {exception.Message}"), cancellationToken);
            }
        }
    }

    private async Task ReadAsync(string space, string type, CancellationToken cancellationToken)
    {
        var now = new SortedSet<string>(StringComparer.Ordinal);
        var path = $"/rest/api/content?spaceKey={Uri.EscapeDataString(space)}&status=trashed&type={type}&start=0&limit=200";
        await foreach (var page in reading.Session.PagesAsync(path, cancellationToken))
        {
            using (page)
                now.UnionWith(page.Root.Member("results").Items().Select(ContentIds.Of).OfType<string>());
        }
        var resource = $"trash:{type}:{space}";
        var before = await RememberedAsync(resource, cancellationToken);
        lock (_lock)
            _trashed.UnionWith(now);
        var hash = await RememberAsync(resource, now, cancellationToken);
        var threads = now.Where(id => before?.Contains(id) != true).Select(ContentIds.Thread).ToList();
        await reading.Findings.SayAsync(report =>
        {
            foreach (var thread in threads)
                report.ThreadListed(thread);
            report.SaveCursor(resource, hash);
        }, cancellationToken);
        foreach (var id in (before ?? []).Where(id => !now.Contains(id)).Take(MaxRestored))
            await LookAsync(id, cancellationToken);
    }

    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await reading.Session.GetAsync($"/rest/api/content/{id}?expand={ContentReader.Expand}&status=current", cancellationToken);
            if (await reading.ReadItemAsync(page.Root, cancellationToken) is not { } item)
                return;
            lock (_lock)
                Restored.Add(item);
        }
        catch (ResourceException)
        {
            // Removed for good.
        }
    }

    // The list is remembered under its hash, and which one holds is committed together with what was made of it.
    private async Task<HashSet<string>?> RememberedAsync(string resource, CancellationToken cancellationToken)
    {
        if (await reading.Memory.CursorAsync(resource, cancellationToken) is not { } hash
            || await reading.Memory.FindAsync($"{resource}:{hash}", cancellationToken) is not { Version: Format } remembered)
            return null;
        await reading.Memory.ConfirmAsync($"{resource}:{hash}", remembered, remembered.Next, always: false, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<HashSet<string>>(remembered.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<string> RememberAsync(string resource, SortedSet<string> ids, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', ids))))[..32];
        await reading.Memory.SaveAsync($"{resource}:{hash}", new(null, null, Format), null, JsonSerializer.SerializeToUtf8Bytes(ids), cancellationToken);
        return hash;
    }
}

/// <summary>What a space is known to hold of what is recorded: only that can be in its trash.</summary>
internal static class SpaceCursor
{
    private const string Page = "page";
    private const string BlogPost = "blogpost";

    public static string KeyOf(string space) => $"space:{space}";

    public static string TypeOf(bool isBlogPost) => isBlogPost ? BlogPost : Page;

    public static IEnumerable<string> TypesOf(string cursor) => cursor.Split(' ').Where(type => type is Page or BlogPost);
}
