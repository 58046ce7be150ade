using System.Globalization;

namespace Blackbox.Benchmarks.Measuring;

/// <summary>The <c>--name value</c> pairs of one benchmark.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _asked = [];
    private readonly bool _tolerant;

    /// <param name="tolerant">Whether options that this benchmark does not ask for are another one's.</param>
    public CommandLine(string[] arguments, bool tolerant)
    {
        _tolerant = tolerant;
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (!arguments[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == arguments.Length)
                throw new UsageException($"“{arguments[index]}” is not an option with a value.");
            _values[arguments[index][2..]] = arguments[index + 1];
        }
    }

    public string? Text(string name)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name);
    }

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
            throw new UsageException($"--{name} must be a number from {min} to {max}.");
        return value;
    }

    /// <summary>To be called when everything was asked for, before the work starts.</summary>
    public void RefuseOthers()
    {
        if (!_tolerant && _values.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
            throw new UsageException($"There is no option --{unknown} here. Options: {string.Join(", ", _asked.Select(name => $"--{name}"))}.");
    }
}
