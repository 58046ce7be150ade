using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>
/// Requests of one connection. Slack lets some apps ask for messages once a minute only and does not say so beforehand; the first long history shows it.
/// Until that is known, and where it is so, one of a kind is asked for at a time, so that none waits for long. Safe for concurrent use.
/// </summary>
internal sealed class SlackSession : IDisposable
{
    private readonly RestSession _listed;
    private readonly RestSession _unlisted;
    private readonly bool _isFixed;
    private readonly SemaphoreSlim _histories = new(1);
    private readonly SemaphoreSlim _replies = new(1);
    private volatile Known _known;

    public SlackSession(RestSession listed, RestSession unlisted, SlackSettings settings, string? known)
    {
        (_listed, _unlisted, _isFixed) = (listed, unlisted, settings.IsUnlisted);
        _known = settings.IsUnlisted || known == nameof(Known.Unlisted) ? Known.Unlisted : known == nameof(Known.Listed) ? Known.Listed : Known.No;
    }

    private enum Known
    {
        No,
        Listed,
        Unlisted,
    }

    public bool IsUnlisted => _known == Known.Unlisted;

    /// <summary>To be remembered for the next session.</summary>
    public string State => _known.ToString();

    /// <inheritdoc cref="RestSession.GetAsync(string, RestFreshness, CancellationToken)"/>
    /// <param name="freshness">Null to ask anew.</param>
    public Task<RestPage> GetAsync(string pathAndQuery, RestFreshness? freshness, CancellationToken cancellationToken) =>
        Get(_listed, pathAndQuery, freshness, cancellationToken);

    /// <summary>A page of a channel's messages.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<RestPage> HistoryAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var page = await InTurnAsync(_histories, pathAndQuery, null, cancellationToken);
        Learn(page);
        return page;
    }

    /// <summary>A page of a thread.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<RestPage> RepliesAsync(string pathAndQuery, RestFreshness freshness, CancellationToken cancellationToken) =>
        InTurnAsync(_replies, pathAndQuery, freshness, cancellationToken);

    public void Dispose()
    {
        _histories.Dispose();
        _replies.Dispose();
    }

    private async Task<RestPage> InTurnAsync(SemaphoreSlim turns, string pathAndQuery, RestFreshness? freshness, CancellationToken cancellationToken)
    {
        if (_known == Known.Listed)
            return await Get(_listed, pathAndQuery, freshness, cancellationToken);
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await Get(IsUnlisted ? _unlisted : _listed, pathAndQuery, freshness, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    private static Task<RestPage> Get(RestSession session, string pathAndQuery, RestFreshness? freshness, CancellationToken cancellationToken) =>
        freshness is null ? session.GetAsync(pathAndQuery, cancellationToken) : session.GetAsync(pathAndQuery, freshness, cancellationToken);

    // Many were asked for: exactly 15 with more behind them are what an unlisted app gets.
    private void Learn(RestPage page)
    {
        if (_isFixed)
            return;
        var count = SlackJson.Items(page.Root, "messages").Count();
        if (count > SlackMethods.UnlistedPageSize)
            _known = Known.Listed;
        else if (count == SlackMethods.UnlistedPageSize && page.Next is not null)
            _known = Known.Unlisted;
    }
}
