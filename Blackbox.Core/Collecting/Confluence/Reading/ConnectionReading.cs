using System.Collections.Concurrent;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>What all parts of one connection's window share while they are read.</summary>
internal sealed class ConnectionReading(RestSession session, CollectionContext context, Findings findings)
{
    /// <summary>Pages that are read at once; how many requests there are at once is the token's budget's to say.</summary>
    public const int AtOnce = 4;

    /// <summary>Where a problem belongs to no space.</summary>
    public const string Everywhere = "Confluence";

    // Room for what is taken from the window's start.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(365);

    private readonly ConcurrentDictionary<string, bool> _incomplete = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Space, bool IsBlogPost), bool> _seen = new();
    private volatile bool _allIncomplete;

    public RestSession Session => session;
    public FetchMemory Memory => context.Memory;
    public Findings Findings => findings;

    /// <summary>Within the dates that items are believed to have.</summary>
    public TimeWindow Window { get; } = new(
        context.Window.From < Payload.Earliest + Margin ? Payload.Earliest + Margin : context.Window.From,
        context.Window.To > Payload.Latest - Margin ? Payload.Latest - Margin : context.Window.To);

    public VersionMemory Versions { get; } = new(context.Memory);

    /// <summary>A version that is removed leaves a gap in the numbers; otherwise the later ones are numbered anew.</summary>
    public required bool VersionsLeaveGaps { get; init; }

    /// <summary>Where the site's pages are for people.</summary>
    public string Site { get; set; } = session.Server.AbsoluteUri.TrimEnd('/');

    /// <summary>Spaces in which something was found, and whether it was a blog post.</summary>
    public IEnumerable<(string Space, bool IsBlogPost)> Seen => _seen.Keys;

    public async ValueTask AddAsync(CollectedActivity activity, bool isBlogPost, CancellationToken cancellationToken)
    {
        _seen.TryAdd((activity.Container, isBlogPost), true);
        await findings.AddAsync(activity, cancellationToken);
    }

    /// <summary>An item could not be understood or read: it is told, and nothing of its space is taken for gone.</summary>
    /// <param name="space">Null where it is not known.</param>
    public ValueTask SkipAsync(string? space, string code, string message, CancellationToken cancellationToken)
    {
        Incomplete(space);
        return findings.SayAsync(report => report.ItemSkipped(space ?? Everywhere, code, message), cancellationToken);
    }

    /// <summary>A space that may hold more than what was found.</summary>
    /// <param name="space">Null where it may be any.</param>
    public void Incomplete(string? space)
    {
        if (space is null)
            _allIncomplete = true;
        else
            _incomplete[space] = true;
    }

    public bool IsComplete(string space) => !_allIncomplete && !_incomplete.ContainsKey(space);

    /// <summary>Reads what the page says of itself in any answer that has its version, space and ancestors.</summary>
    public async ValueTask<ContentItem?> ReadItemAsync(System.Text.Json.JsonElement json, CancellationToken cancellationToken)
    {
        if (ContentItem.Read(json, Site, out var item) is { } problem)
            await SkipAsync(json.Member("space").Text("key"), ConfluenceCodes.Malformed, problem, cancellationToken);
        return item;
    }
}
