using System.Diagnostics;

namespace Blackbox.Benchmarks.Measuring;

/// <summary>For the person who waits; standard output belongs to the results.</summary>
internal static class Progress
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static void Say(string message) => Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(Start).TotalSeconds,5:N0} s] {message}");

    /// <summary>Most memory that this process held so far.</summary>
    public static int PeakMemoryMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return (int)(process.PeakWorkingSet64 >> 20);
    }
}
