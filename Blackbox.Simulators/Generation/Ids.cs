namespace Blackbox.Simulators.Generation;

/// <summary>Ids that are used in order.</summary>
internal sealed class Ids(long first)
{
    private long _next = first;

    public long Next() => _next++;
}
