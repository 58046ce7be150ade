namespace Blackbox.Simulators;

/// <summary>What the simulator was asked to do is not possible: there is no such repository, pull request, comment and so on.</summary>
public sealed class SimulatorException(string message) : Exception(message);
