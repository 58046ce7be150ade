using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>
/// What a person sees: every line with the name of the resource that wrote it, in a colour of its own on a terminal. In a test
/// the lines go to the logger of the resource instead.
/// </summary>
internal sealed class StackConsole(IReadOnlyList<string> resources, ILoggerFactory? loggers)
{
    private const int RememberedLines = 40;
    private static readonly int[] Colours = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94];
    private static readonly bool Coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private readonly Lock _lock = new();
    private readonly int _width = resources.Select(name => name.Length).DefaultIfEmpty().Max();
    private readonly Dictionary<string, Queue<string>> _last = [];
    private readonly long _started = ProcessStart();

    /// <summary>Since this process started, which is what a person waits for.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>A line that the resource's process wrote.</summary>
    public void Line(string resource, string line)
    {
        lock (_lock)
        {
            var last = _last.TryGetValue(resource, out var known) ? known : _last[resource] = new();
            last.Enqueue(line);
            if (last.Count > RememberedLines)
            {
                last.Dequeue();
            }
        }

        if (loggers is not null)
        {
            loggers.CreateLogger($"Aspire.Hosting.Resources.{resource}").LogInformation("{Line}", line);
            return;
        }

        Write(resource, line, null);
    }

    /// <summary>Something that the engine says about a resource.</summary>
    public void Note(string resource, string text) => Say(resource, text, LogLevel.Information, "1");

    /// <summary>Something that went wrong and that a person has to see.</summary>
    public void Alarm(string resource, string text) => Say(resource, text, LogLevel.Error, "1;31");

    public void Block(IEnumerable<string> lines)
    {
        if (loggers is null)
        {
            lock (_lock)
            {
                Console.Out.WriteLine();
                foreach (var line in lines)
                {
                    Console.Out.WriteLine(Paint("1", line));
                }

                Console.Out.WriteLine();
            }
        }
    }

    public IReadOnlyList<string> LastLines(string resource)
    {
        lock (_lock)
        {
            return _last.TryGetValue(resource, out var last) ? [.. last] : [];
        }
    }

    private void Say(string resource, string text, LogLevel level, string style)
    {
        if (loggers is not null)
        {
            loggers.CreateLogger($"Aspire.Hosting.Resources.{resource}").Log(level, "{Text}", text);
            return;
        }

        Write(resource, text, style);
    }

    private void Write(string resource, string text, string? style)
    {
        var index = 0;
        while (index < resources.Count && resources[index] != resource)
        {
            index++;
        }

        var name = Paint($"{Colours[index % Colours.Length]}", resource.PadRight(_width));
        lock (_lock)
        {
            Console.Out.WriteLine($"{name} | {(style is null ? text : Paint(style, text))}");
        }
    }

    private static string Paint(string style, string text) => Coloured ? $"\u001b[{style}m{text}\u001b[0m" : text;

    private static long ProcessStart()
    {
        using var process = Process.GetCurrentProcess();
        var age = TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
        return Stopwatch.GetTimestamp() - (long)(age.TotalSeconds * Stopwatch.Frequency);
    }
}
