using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Blackbox.ServiceDefaults;

/// <summary>
/// Drops outgoing calls that belong to no request and no job: a scheduler asks the database for work every few seconds, and each of these
/// would be a trace of one span. Everything else is kept.
/// </summary>
internal sealed class HousekeepingSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        => new(samplingParameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
