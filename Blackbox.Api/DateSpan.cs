using Blackbox.Api.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api;

/// <summary>Local dates, both inclusive.</summary>
internal readonly record struct DateSpan(DateOnly From, DateOnly To)
{
    public static readonly DateSpan All = new(Day.Min, Day.Max);

    /// <summary>The span that a request's <c>date</c>, or <c>from</c> and <c>to</c>, mean; open ends reach as far as a record can.</summary>
    public static bool TryRead(Day? date, Day? from, Day? to, out DateSpan span, out ProblemHttpResult problem)
    {
        (span, problem) = (All, null!);
        if (date is { } one)
        {
            span = new(one, one);
            if (from is not null || to is not null)
                problem = Problems.Invalid("date", "Give either a date, or from and to.");
        }
        else
        {
            span = new(from ?? All.From, to ?? All.To);
            if (span.To < span.From)
                problem = Problems.Invalid("to", "'to' must not be before 'from'.");
        }
        return problem is null;
    }
}
