using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>How platforms are asked; section <c>Rest</c>, and over it a platform's own <c>&lt;Title&gt;:Client</c>, as <c>GitHub:Client</c>.</summary>
public sealed class RestClientOptions
{
    public const string Section = "Rest";

    /// <summary>Time for one request and its answer, the body included; waiting for a budget does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for all tries and redirects of one resource together; waiting for a budget does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries of a request that fails for a reason that may pass.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Pause before the second try; it doubles, with some chance in it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Redirects of one request, as of renamed repositories.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>Bytes of one answer, uncompressed.</summary>
    [Range(1_024, 1_073_741_824)]
    public int MaxResponseBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Pages of one list.</summary>
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 1_000;

    /// <summary>Resources in a row that fail on the platform's side before the whole of it counts as failing.</summary>
    [Range(1, 100)]
    public int MaxFailuresInRow { get; set; } = 3;

    /// <summary>Time for a connection's test, all of its requests together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TestTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
