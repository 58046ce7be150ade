using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Operations;

/// <summary>Section <c>FailPoints</c>. Ignored in Production.</summary>
public sealed class FailPointOptions
{
    public const string Section = "FailPoints";

    /// <summary>Name of the step at which this process kills itself; null to live on.</summary>
    public string? KillAt { get; set; }

    /// <summary>At which arrival there: 1 for the first.</summary>
    public int Arrival { get; set; } = 1;
}

/// <summary>Places where a test lets the process die as if its power were cut, to see that a second run ends in the same rows.</summary>
public sealed class FailPoints(IOptions<FailPointOptions> options, IHostEnvironment? environment = null)
{
    public const string RunStarted = "run-started";
    public const string Staging = "staging";
    public const string Staged = "staged";
    public const string Merged = "merged";
    public const string Collected = "collected";
    public const string DayDrafted = "day-drafted";
    public const string DayWritten = "day-written";
    public const string Summarized = "summarized";
    public const string RunFinished = "run-finished";
    public const string DirectoryListed = "directory-listed";
    public const string DirectoryWritten = "directory-written";

    /// <summary>Every step, in the order in which a run reaches them.</summary>
    public static readonly IReadOnlyList<string> All =
        [RunStarted, Staging, Staged, Merged, Collected, DayDrafted, DayWritten, Summarized, RunFinished];

    private readonly string? _killAt = environment?.IsProduction() == false ? options.Value.KillAt : null;
    private int _arrivals;

    public void Reach(string point)
    {
        if (point == _killAt && Interlocked.Increment(ref _arrivals) == options.Value.Arrival)
            Process.GetCurrentProcess().Kill();
    }
}

public static class FailPointsSetup
{
    /// <summary>May be called by each feature that has such places.</summary>
    public static IServiceCollection AddFailPoints(this IServiceCollection services)
    {
        services.AddOptions<FailPointOptions>().BindConfiguration(FailPointOptions.Section);
        services.TryAddSingleton<FailPoints>();
        return services;
    }
}
