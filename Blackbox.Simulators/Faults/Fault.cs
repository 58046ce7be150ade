namespace Blackbox.Simulators;

public enum FaultKind
{
    /// <summary>403 with <c>Retry-After</c>: a secondary limit. Until then every request of the token gets the same.</summary>
    SecondaryLimit403,

    /// <summary>429 with <c>Retry-After</c>: a (secondary) limit. Until then every request of the token gets the same.</summary>
    SecondaryLimit429,

    /// <summary>403 with <c>x-ratelimit-remaining: 0</c> and a reset; the token's limit is used up until then.</summary>
    PrimaryLimit,

    /// <summary>500 with an HTML page.</summary>
    ServerError,

    /// <summary>502 with an HTML page.</summary>
    BadGateway,

    /// <summary>The connection is cut before anything is answered.</summary>
    CutBefore,

    /// <summary>The connection is cut in the middle of the body.</summary>
    CutMiddle,

    /// <summary>The body comes in small pieces with pauses between them.</summary>
    SlowDrip,

    /// <summary>The body stops being JSON half way.</summary>
    MalformedJson,

    /// <summary>One item of the page has wrong types and lacks fields.</summary>
    MalformedItem,

    /// <summary>401: the credential is no longer accepted.</summary>
    Unauthorized,

    /// <summary>403 without a limit: what is asked for may not be read.</summary>
    Forbidden,

    /// <summary>404: what is asked for is gone, or may not be seen.</summary>
    NotFound,

    /// <summary>An error of the platform's own, which <see cref="Fault.Code"/> names: as Slack's <c>{"ok": false, "error": "internal_error"}</c>.</summary>
    PlatformError,

    /// <summary>A change of the organisation, made just before the request is answered: so that pages shift.</summary>
    Change,

    /// <summary>The request hangs until it is released.</summary>
    Hold,

    /// <summary>A search says that its results are incomplete, and leaves the second half out.</summary>
    IncompleteSearch,
}

/// <summary>Something that goes wrong, once, some times or always, for the requests that it is meant for.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Only requests whose path and query contain this; a leading <c>~</c> makes it a regular expression. Null: all.</summary>
    public string? Path { get; init; }

    /// <summary>Only the n-th of the requests that it is meant for, and those after it, from 1, counted from when the fault was added.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>Only the request with this number in the log. Together with <see cref="Path"/> both must fit.</summary>
    public int? Request { get; init; }

    /// <summary>How often; 0 is always.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How long a limit lasts.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two pieces of a <see cref="FaultKind.SlowDrip"/>, of which there are twenty.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The item of a page that is malformed, from 0.</summary>
    public int Item { get; init; }

    /// <summary>What a <see cref="FaultKind.PlatformError"/> says.</summary>
    public string? Code { get; init; }

    /// <summary>What a <see cref="FaultKind.Change"/> changes: a change of the platform that the request is for.</summary>
    public SimulatedChange? Change { get; init; }
}
