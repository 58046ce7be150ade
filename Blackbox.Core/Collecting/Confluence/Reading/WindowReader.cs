using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>Reads a window of all of a connection's spaces.</summary>
internal sealed class WindowReader(ConnectionReading reading, IReadOnlyList<string> wanted)
{
    /// <summary>Spaces of one query, so that its address stays short enough.</summary>
    private const int MaxSpacesAtOnce = 50;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (await FindSpacesAsync(cancellationToken) is not { } scope)
            return;
        var trash = new TrashReader(reading);
        await trash.ReadAsync(scope.Keys, cancellationToken);
        var content = new ContentReader(reading, trash);
        var comments = new CommentReader(reading, trash, content);
        foreach (var spaces in Groups(scope))
        {
            try
            {
                var isStable = await content.ReadAsync(Cql.Content(spaces, reading.Window.From), cancellationToken);
                isStable &= await comments.ReadAsync(Cql.Comments(spaces, reading.Window.From), cancellationToken);
                if (!isStable)
                    await NoteAsync(spaces, cancellationToken);
            }
            catch (ResourceException exception)
            {
                await FailAsync(spaces, exception, cancellationToken);
            }
        }
        await content.ReadRestoredAsync(cancellationToken);
        foreach (var page in content.Elsewhere)
            await comments.ReadAsync(page, cancellationToken);
        await EndAsync(scope, trash, cancellationToken);
    }

    private async Task<SpaceScope?> FindSpacesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SpaceScope.FindAsync(reading, wanted, cancellationToken);
        }
        catch (ResourceException exception)
        {
            await reading.Findings.SayAsync(report => report.ContainerFailed(ConnectionReading.Everywhere, exception.Code,
                $"The spaces cannot be listed. {exception.Message}"), cancellationToken);
            return null;
        }
    }

    private static IEnumerable<IReadOnlyList<string>?> Groups(SpaceScope scope) =>
        scope.Named is null ? new IReadOnlyList<string>?[] { null } : scope.Named.Chunk(MaxSpacesAtOnce);

    private async Task NoteAsync(IReadOnlyList<string>? spaces, CancellationToken cancellationToken)
    {
        foreach (var space in spaces ?? [ConnectionReading.Everywhere])
        {
            reading.Incomplete(spaces is null ? null : space);
            await reading.Findings.SayAsync(report => report.ContainerNoted(space, ConfluenceCodes.Changing,
                "What was modified kept changing while it was read. What was found is recorded; what is gone is found out the next time."), cancellationToken);
        }
    }

    private async Task FailAsync(IReadOnlyList<string>? spaces, ResourceException exception, CancellationToken cancellationToken)
    {
        foreach (var space in spaces ?? [ConnectionReading.Everywhere])
        {
            reading.Incomplete(spaces is null ? null : space);
            await reading.Findings.SayAsync(report => report.ContainerFailed(space, exception.Code,
                $"What was modified cannot be found out. {exception.Message}"), cancellationToken);
        }
    }

    // What the record has of a complete space and was not found is gone.
    private async Task EndAsync(SpaceScope scope, TrashReader trash, CancellationToken cancellationToken)
    {
        var seen = reading.Seen.ToLookup(found => found.Space, found => SpaceCursor.TypeOf(found.IsBlogPost), StringComparer.Ordinal);
        foreach (var space in scope.Keys.Concat(seen.Select(found => found.Key)).Distinct(StringComparer.Ordinal))
        {
            if (reading.IsComplete(space) && !trash.Unseen.Contains(space))
                await reading.Findings.SayAsync(report => report.ContainerListed(space), cancellationToken);
            if (!seen.Contains(space))
                continue;
            var known = await reading.Memory.CursorAsync(SpaceCursor.KeyOf(space), cancellationToken) ?? "";
            var types = string.Join(' ', SpaceCursor.TypesOf(known).Union(seen[space]).Order(StringComparer.Ordinal));
            if (types != known)
                await reading.Findings.SayAsync(report => report.SaveCursor(SpaceCursor.KeyOf(space), types), cancellationToken);
        }
    }
}
