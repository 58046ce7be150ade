using Blackbox.Simulators.Http;

namespace Blackbox.Simulators;

/// <summary>A platform that is made up: what tests and its server do with it.</summary>
internal interface ISimulation
{
    SimulatorOptions Options { get; }

    RequestLog Log { get; }

    FaultPlan Faults { get; }

    RateLimits Limits { get; }

    IReadOnlyList<TrueActivity> Truth(TruthQuery query);

    /// <returns>What came of it, in the platform's own form.</returns>
    /// <exception cref="SimulatorException">There is nothing like that, or the change is another platform's.</exception>
    object Change(SimulatedChange change);
}
