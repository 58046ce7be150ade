namespace Blackbox.Core.Locking;

/// <summary>A lock as its backend holds it.</summary>
internal interface ILockLease
{
    /// <summary>As <c>redis</c>.</summary>
    string Backend { get; }

    /// <summary>The registration's number.</summary>
    long Fence { get; }

    /// <summary>Waits, or ends earlier when the lease was lost meanwhile.</summary>
    /// <returns>False when it was lost.</returns>
    Task<bool> WaitAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Extends the lease by its TTL from now.</summary>
    /// <returns>False when it was lost.</returns>
    /// <exception cref="Npgsql.NpgsqlException">It is not known, as the database does not answer.</exception>
    Task<bool> ExtendAsync(CancellationToken cancellationToken);

    /// <summary>Gives the lock back as far as the backends answer; the rest expires. Does not throw.</summary>
    Task ReleaseAsync();
}
