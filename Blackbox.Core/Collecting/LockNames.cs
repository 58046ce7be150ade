using System.Globalization;

namespace Blackbox.Core.Collecting;

/// <summary>Names of the locks that the pipeline takes; equal names exclude each other.</summary>
public static class LockNames
{
    /// <summary>Planning the night, over all workers.</summary>
    public const string Nightly = "nightly";

    /// <summary>A run that a user asked for, over its dates.</summary>
    public static string OfSync(Guid userId, DateOnly from, DateOnly to) =>
        string.Create(CultureInfo.InvariantCulture, $"sync:{userId:N}:{from:yyyy-MM-dd}:{to:yyyy-MM-dd}");

    /// <summary>Reading one connection, from before the fetch until after the commit.</summary>
    public static string OfConnection(Guid connectionId) => string.Create(CultureInfo.InvariantCulture, $"collect:{connectionId:N}");

    /// <summary>Listing the people of one connection.</summary>
    public static string OfDirectory(Guid connectionId) => string.Create(CultureInfo.InvariantCulture, $"directory:{connectionId:N}");

    /// <summary>A run's step from collecting to summarising, against the swaps that it waits for.</summary>
    public static string OfRun(Guid runId) => string.Create(CultureInfo.InvariantCulture, $"run:{runId:N}");
}
