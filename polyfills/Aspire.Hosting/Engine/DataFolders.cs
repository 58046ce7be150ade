using System.Globalization;

namespace Aspire.Hosting.Engine;

/// <summary>
/// Where servers keep their data: <c>volumes/</c> is kept between runs, <c>throw-away/</c> belongs to one run. What a killed run
/// left behind is removed by the next one.
/// </summary>
internal sealed class DataFolders(string root, bool isolated)
{
    private static int _runs;
    private readonly string _throwAway = Path.Combine(
        root, "throw-away", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}"));

    public string Root { get; } = root;

    public string For(string resource, string? volume) =>
        volume is null || isolated ? Path.Combine(_throwAway, resource) : Path.Combine(Root, "volumes", SafeName(volume));

    public void SweepAbandoned()
    {
        var parent = Path.GetDirectoryName(_throwAway)!;
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(parent))
        {
            // "123-1" belongs to process 123; a server that still runs (its owner may be in another container) holds its lock.
            var owner = Path.GetFileName(folder).Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}") && !Directory.GetFiles(folder, "*.lock").Any(IsHeld))
            {
                TryDelete(folder);
            }
        }
    }

    public void RemoveThrowAway() => TryDelete(_throwAway);

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A server that is still ending has the folder open; the next run removes it.
        }
    }

    private static bool IsHeld(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string SafeName(string volume) =>
        volume is "." or ".." || volume.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            ? throw new DistributedApplicationException($"'{volume}' is not a volume name: letters, digits, '-', '_' and '.' only.")
            : volume;
}
