namespace Blackbox.Core.Summaries;

/// <param name="DaysDone">Days looked at, changed or not.</param>
/// <param name="SummariesWritten">Platform summaries that were written because their input changed or a language model came back.</param>
/// <param name="ModelCalls">Calls of language and embedding models.</param>
public sealed record SummaryOutcome(int DaysDone, int SummariesWritten, int ModelCalls)
{
    public static SummaryOutcome Nothing { get; } = new(0, 0, 0);

    public static SummaryOutcome operator +(SummaryOutcome a, SummaryOutcome b) =>
        new(a.DaysDone + b.DaysDone, a.SummariesWritten + b.SummariesWritten, a.ModelCalls + b.ModelCalls);
}

/// <param name="Days">Days of the range.</param>
/// <param name="Date">The day that was done last.</param>
public sealed record SummaryProgress(int DaysDone, int Days, DateOnly Date, int SummariesWritten);
