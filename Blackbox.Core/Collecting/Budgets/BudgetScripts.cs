namespace Blackbox.Core.Collecting.Budgets;

/// <summary>
/// What is done to a token's budget in Redis, each as one step that no other node comes between. A token is one hash:
/// <c>pause</c>, <c>strikes</c>, and of each resource <c>limit</c> (-1: not counted), <c>left</c>, <c>out</c> (taken and not yet answered),
/// <c>reset</c> (the platform's name of the window), <c>until</c> (its end by our clock, ms), <c>win</c> (our name of the window, never used again),
/// <c>guess</c> (1: begun by our clock, not yet confirmed by an answer).
/// </summary>
/// <remarks>
/// <c>left</c> is never above what the platform has left minus what is under way: a take lowers both sides, an answer that cost nothing gives its
/// take back, and headers can only lower it within a window, so an answer that arrives late does no harm.
/// </remarks>
internal static class BudgetScripts
{
    // ARGV: resource, now (ms), requests a minute while nothing is known, or where the answers never tell.
    private const string Load = """
        local key, r, now, allowance = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local s = redis.call('HMGET', key, r .. ':limit', r .. ':left', r .. ':out', r .. ':reset', r .. ':until', r .. ':win', r .. ':guess', 'pause')
        local limit, left, out, reset = tonumber(s[1]), tonumber(s[2]), tonumber(s[3]) or 0, tonumber(s[4]) or 0
        local ends, win, guess, pause = tonumber(s[5]) or 0, tonumber(s[6]) or 0, tonumber(s[7]) or 1, tonumber(s[8]) or 0
        local fresh = left == nil

        -- The window is over: a new one begins with everything but what is still under way, until an answer tells more.
        local function roll()
          if left == nil or ends <= now then
            left = math.max((limit or allowance) - out, 0)
            out, win, guess, ends = 0, math.max(win + 1, now), 1, now + 60000
          end
        end

        local function save()
          if limit then redis.call('HSET', key, r .. ':limit', limit) end
          redis.call('HSET', key, r .. ':left', left, r .. ':out', out, r .. ':reset', reset, r .. ':until', ends, r .. ':win', win, r .. ':guess', guess)
          redis.call('PEXPIRE', key, 7200000 + math.max(ends - now, pause - now, 0))
        end

        local function state(code, at)
          return { code, at, limit or -2, left, reset, ends, win, pause, guess }
        end

        """;

    /// <summary>ARGV after the common ones: share of the limit that stays, in thousandths.</summary>
    public const string Take = Load + """
        roll()
        if pause > now then return state(2, pause) end
        if limit == -1 then return state(1, 0) end
        if left <= math.floor((limit or allowance) * tonumber(ARGV[4]) / 1000) then save(); return state(0, ends) end
        left, out = left - 1, out + 1
        save()
        return state(1, 0)
        """;

    /// <summary>
    /// ARGV after the common ones: the take's window, whether it cost nothing (1), what the answer says (0 no answer, 1 nothing, 2 the rest, 3 the rest
    /// while refusing because nothing is left): limit, remaining, reset (s), time to it (ms).
    /// </summary>
    public const string Settle = Load + """
        if left and tonumber(ARGV[4]) == win then
          out = math.max(out - 1, 0)
          if ARGV[5] == '1' then left = left + 1 end
        end
        roll()
        if ARGV[6] == '1' and limit == nil then limit = -1 end
        if ARGV[6] == '2' then
          local said, remaining, named, rest = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
          -- The same window's end is said with a second more or less.
          if named > reset + 2 then
            local free = math.max(remaining - out, 0)
            if guess == 1 and limit and limit >= 0 then free = math.min(left, free) end
            if guess == 0 then out, win = 0, win + 1 end
            left, limit, reset, ends, guess = free, said, named, now + math.max(rest, 1000), 0
          elseif named >= reset - 2 and rest > 0 then
            left = math.min(left, math.max(remaining - out, 0))
            if guess == 1 then reset, ends = named, now + rest else ends = math.min(ends, now + rest) end
            limit, guess = said, 0
          end
        end
        -- A refusal is believed whatever was known.
        if ARGV[6] == '3' then
          limit, left, reset, ends, guess = tonumber(ARGV[7]), 0, tonumber(ARGV[9]), now + math.max(tonumber(ARGV[10]), 1000), 0
        end
        save()
        return state(1, 0)
        """;

    /// <summary>
    /// A node that counted for itself is back. ARGV after the common ones: what it took, its limit, what it had left, its window's name and end, its
    /// pause. Where nothing newer is known here, what it knows is taken over.
    /// </summary>
    public const string Rejoin = Load + """
        local taken, limit2, left2, reset2, ends2 = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
        if tonumber(ARGV[9]) > pause then
          pause = tonumber(ARGV[9])
          redis.call('HSET', key, 'pause', pause)
        end
        if limit2 >= 0 and ends2 > now and (fresh or reset2 > reset + 2) then
          limit, left, out, reset, ends, win, guess = limit2, left2, 0, reset2, ends2, win + 1, 0
        else
          roll()
          left = math.max(left - taken, 0)
        end
        save()
        return state(1, 0)
        """;

    public const string Read = Load + """
        roll()
        return state(fresh and 0 or 1, 0)
        """;

    /// <summary>KEYS: token. ARGV: now (ms), pause until (ms).</summary>
    public const string Pause = """
        local pause = math.max(tonumber(redis.call('HGET', KEYS[1], 'pause')) or 0, tonumber(ARGV[2]))
        redis.call('HSET', KEYS[1], 'pause', pause)
        redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), pause - tonumber(ARGV[1]) + 7200000))
        return pause
        """;

    /// <summary>
    /// KEYS: token. ARGV: now (ms), first pause (ms), longest pause (ms). Refusals that arrive while a pause lasts were asked before it and do not
    /// lengthen it; one that comes within twice the last pause after its end doubles it.
    /// </summary>
    public const string Penalize = """
        local s = redis.call('HMGET', KEYS[1], 'pause', 'strikes', 'penalty')
        local now, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local pause, strikes, last = tonumber(s[1]) or 0, tonumber(s[2]) or 0, tonumber(s[3]) or 0
        if pause > now then return pause end
        if now > pause + 2 * last + 60000 then strikes = 0 end
        local penalty = math.min(first * 2 ^ math.min(strikes, 20), longest)
        redis.call('HSET', KEYS[1], 'pause', now + penalty, 'strikes', strikes + 1, 'penalty', penalty)
        redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), 3 * penalty + 7200000))
        return now + penalty
        """;
}
