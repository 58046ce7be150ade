using Npgsql;

namespace Blackbox.Core.Locking;

/// <summary>The lock is not held any more: it expired, or another owner has it.</summary>
public sealed class LockLostException(string name, long fence)
    : InvalidOperationException($"The lock '{name}' (number {fence}) is not held any more. What it protected was not written.");

/// <summary>Nothing can be locked, because the database does not answer.</summary>
public sealed class LockUnavailableException(string name, NpgsqlException cause)
    : InvalidOperationException($"The lock '{name}' cannot be acquired: the database, where every lock is registered, does not answer.", cause);
