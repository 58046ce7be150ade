namespace Blackbox.Simulators;

/// <summary>Something that changes on a platform, and its truth with it. Each platform has its own.</summary>
public abstract record SimulatedChange;
