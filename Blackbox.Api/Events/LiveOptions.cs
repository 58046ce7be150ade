using System.ComponentModel.DataAnnotations;

namespace Blackbox.Api.Events;

/// <summary>Live pages; section <c>Live</c>.</summary>
public sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Pages that one node serves at once.</summary>
    [Range(0, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Missed events that a page is told one by one; with more it is told to load itself anew.</summary>
    [Range(1, 10_000)]
    public int MaxCatchUp { get; set; } = 200;

    /// <summary>How often is looked for events of which Redis did not tell.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A page that takes nothing for so long is disconnected; it comes back and catches up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When a page that found no place may try again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryWhenFull { get; set; } = TimeSpan.FromSeconds(60);
}
