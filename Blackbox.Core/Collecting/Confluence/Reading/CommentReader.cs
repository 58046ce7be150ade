using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>Comments that were made or edited since the window's start, and all those of pages that are elsewhere now.</summary>
internal sealed class CommentReader(ConnectionReading reading, TrashReader trash, ContentReader content)
{
    private const string Expand = "version,history,space,container,ancestors,body.storage";

    /// <summary>Most that Confluence gives at once with their texts.</summary>
    private const int PageSize = 25;

    /// <returns>False where something may have been missed.</returns>
    /// <exception cref="ResourceException">What was modified cannot be found out.</exception>
    public async Task<bool> ReadAsync(string cql, CancellationToken cancellationToken)
    {
        var list = new ModifiedList(reading.Session);
        await foreach (var root in list.PagesAsync(cql, Expand, PageSize, cancellationToken))
        {
            foreach (var json in root.Member("results").Items())
                await ReadAsync(json, null, cancellationToken);
        }
        return list.IsStable;
    }

    /// <summary>All comments of one page.</summary>
    public async Task ReadAsync(ContentItem page, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"/rest/api/content/{page.Id}/child/comment?expand={Expand}&depth=all&start=0&limit={PageSize}";
            await foreach (var answer in reading.Session.PagesAsync(path, cancellationToken))
            {
                using (answer)
                {
                    foreach (var json in answer.Root.Member("results").Items())
                        await ReadAsync(json, page, cancellationToken);
                }
            }
            if (content.Whole.ContainsKey(page.Id))
                await reading.Findings.SayAsync(report => report.ThreadListed(page.Thread), cancellationToken);
        }
        catch (ResourceException exception)
        {
            await reading.SkipAsync(page.Space, exception.Code, $"The comments of \"{page.Title}\" could not be read. {exception.Message}", cancellationToken);
        }
    }

    private async Task ReadAsync(System.Text.Json.JsonElement json, ContentItem? page, CancellationToken cancellationToken)
    {
        var container = json.Member("container");
        var on = ContentIds.Of(container);
        if (on is not null && trash.Trashed.Contains(on))
            return;
        page ??= on is null ? null : content.Items.GetValueOrDefault(on);
        if (Payloads.CommentItem.Read(json, reading.Site, page, out var activity) is { } problem)
            await reading.SkipAsync(json.Member("space").Text("key"), ConfluenceCodes.Malformed, problem, cancellationToken);
        else if (activity is not null)
            await reading.AddAsync(activity, page?.IsBlogPost ?? container.Text("type") == "blogpost", cancellationToken);
    }
}
