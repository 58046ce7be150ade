namespace Blackbox.Core.Collecting;

/// <summary>What a collector is given for one window or slice of it.</summary>
public sealed class CollectionContext
{
    public required ConnectionAccess Access { get; init; }
    public required TimeWindow Window { get; init; }

    /// <summary>Filled while reading.</summary>
    public required CollectionReport Report { get; init; }

    /// <summary>What was fetched of this connection before.</summary>
    public required FetchMemory Memory { get; init; }

    /// <summary>One of <see cref="TaskPriority"/>: how much of a budget may be used up.</summary>
    public int Priority { get; init; } = TaskPriority.Critical;

    public Connection Connection => Access.Connection;
}
