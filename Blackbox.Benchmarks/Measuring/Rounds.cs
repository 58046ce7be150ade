using System.Diagnostics;

namespace Blackbox.Benchmarks.Measuring;

/// <summary>Measures two sides in turns, so that what else the machine does meets both alike.</summary>
internal static class Rounds
{
    /// <summary>One warm-up of each side, then the rounds; who goes first changes from one to the next.</summary>
    /// <returns>What each side's measurements returned, in order.</returns>
    public static async Task<(double[] Ours, double[] Baseline)> AlternateAsync(
        int rounds, Func<Task<double>> ours, Func<Task<double>> baseline, string unit, CancellationToken cancellationToken)
    {
        var (mine, theirs) = (new double[rounds], new double[rounds]);
        for (var round = -1; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double first, second;
            if (round % 2 == 0)
                (first, second) = (await ours(), await baseline());
            else
                (second, first) = (await baseline(), await ours());
            Progress.Say($"{(round < 0 ? "warm-up" : $"round {round + 1} of {rounds}")}: ours {first:N1}, baseline {second:N1} {unit}");
            if (round >= 0)
                (mine[round], theirs[round]) = (first, second);
        }
        return (mine, theirs);
    }

    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    public static double Median(this IEnumerable<double> values) => values.Percentile(0.5);

    /// <summary>Linear between the two nearest values.</summary>
    public static double Percentile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
