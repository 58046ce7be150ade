using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting;

/// <summary>A connection with its secret opened: what a collector needs to reach the platform. Never logged, never kept.</summary>
/// <param name="Secret">Null where the connection has none.</param>
public sealed record ConnectionAccess(Connection Connection, Secret? Secret = null);
