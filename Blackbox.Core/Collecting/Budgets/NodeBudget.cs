namespace Blackbox.Core.Collecting.Budgets;

/// <summary>
/// One resource's budget as this node knows it. While Redis answers it only remembers what Redis said; while Redis is away the node counts here, with
/// half of what was last known, since other nodes do the same. Not safe for concurrent use.
/// </summary>
/// <param name="parts">What is known is divided by it: 2, or 1 for a node that never shares.</param>
internal sealed class NodeBudget(int allowance, int parts)
{
    private static readonly TimeSpan UnknownWindow = TimeSpan.FromMinutes(1);
    private BudgetWindow _known = new(default, default, BudgetWindow.Unknown, 0, 0, default, 0, default, false);

    /// <summary>Requests taken while it counts alone, less those that cost nothing; set to what Redis was not told of.</summary>
    public int Taken { get; set; }

    /// <summary>Requests a minute while nothing is known, or where the answers never tell.</summary>
    public int Allowance { get; set; } = allowance;

    public bool Alone { get; private set; }

    public BudgetWindow Known => _known;

    /// <summary>Redis said so.</summary>
    public void Learn(BudgetWindow window)
    {
        _known = window with { PausedUntil = window.PausedUntil > _known.PausedUntil ? window.PausedUntil : _known.PausedUntil };
        Alone = false;
    }

    public BudgetWindow Take(double reserve, DateTimeOffset now)
    {
        BeginAlone();
        Roll(now);
        if (_known.PausedUntil > now)
            return _known with { Outcome = TakeOutcome.Paused, At = _known.PausedUntil };
        if (_known.Limit == BudgetWindow.NotCounted)
            return _known with { Outcome = TakeOutcome.Taken };
        // The rest is what other nodes may use.
        var size = _known.Limit == BudgetWindow.Unknown ? Allowance : _known.Limit / parts;
        if (_known.Left <= (int)(size * reserve))
            return _known with { Outcome = TakeOutcome.UsedUp, At = _known.Ends };
        Taken++;
        _known = _known with { Left = _known.Left - 1 };
        return _known with { Outcome = TakeOutcome.Taken };
    }

    public void Settle(long window, BudgetAnswer answer, DateTimeOffset now)
    {
        BeginAlone();
        if (answer.Free && window == _known.Window)
        {
            Taken = Math.Max(0, Taken - 1);
            _known = _known with { Left = _known.Left + 1 };
        }
        Roll(now);
        if (answer is { Headers: { } refusal, Refused: true })
            _known = _known with { Limit = refusal.Limit, Left = 0, Reset = refusal.Reset, Ends = now + AtLeast(refusal.ResetsIn), Confirmed = true };
        else if (answer.Headers is { } headers)
            Hear(headers, now);
        else if (answer.Answered && _known.Limit == BudgetWindow.Unknown)
            _known = _known with { Limit = BudgetWindow.NotCounted };
    }

    public void Pause(DateTimeOffset until) => _known = _known with { PausedUntil = until > _known.PausedUntil ? until : _known.PausedUntil };

    private void BeginAlone()
    {
        if (Alone)
            return;
        Alone = true;
        _known = _known with { Left = _known.Left / parts };
    }

    private void Roll(DateTimeOffset now)
    {
        if (_known.Ends > now)
            return;
        _known = _known with
        {
            Left = _known.Limit == BudgetWindow.Unknown ? Allowance : Math.Max(0, _known.Limit / parts),
            Ends = now + UnknownWindow,
            Window = _known.Window + 1,
            Confirmed = false,
        };
    }

    private void Hear(RateLimitHeaders headers, DateTimeOffset now)
    {
        var share = headers.Remaining / parts;
        if (headers.Reset > _known.Reset + 2)
        {
            var left = _known is { Confirmed: false, Limit: >= 0 } ? Math.Min(_known.Left, share) : share;
            _known = _known with { Limit = headers.Limit, Left = left, Reset = headers.Reset, Ends = now + AtLeast(headers.ResetsIn), Confirmed = true };
        }
        else if (headers.Reset >= _known.Reset - 2 && headers.ResetsIn > TimeSpan.Zero)
        {
            var ends = now + headers.ResetsIn;
            _known = _known with
            {
                Limit = headers.Limit,
                Left = Math.Min(_known.Left, share),
                Ends = _known.Confirmed && _known.Ends < ends ? _known.Ends : ends,
                Confirmed = true,
            };
        }
    }

    private static TimeSpan AtLeast(TimeSpan time) => time > TimeSpan.FromSeconds(1) ? time : TimeSpan.FromSeconds(1);
}
