using System.Globalization;

namespace Blackbox.Tests.Hosting;

/// <summary>A process, told from a later one with the same number by the time at which it started.</summary>
internal readonly record struct LiveProcess(int Id, string Started)
{
    public bool IsAlive => Read(Id) is { } now && now.Started == Started;

    public static IReadOnlyList<LiveProcess> DescendantsOf(int id)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var number) ? Read(number) : null)
            .OfType<(int Id, int Parent, string Started)>().ToList();
        var found = new List<LiveProcess>();
        var parents = new Queue<int>([id]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in all.Where(process => process.Parent == parent))
            {
                found.Add(new(child.Id, child.Started));
                parents.Enqueue(child.Id);
            }
        }

        return found;
    }

    // "123 (name) S 1 ...": the name may hold anything, so fields are counted from its last bracket; the 22nd is the start time.
    private static (int Id, int Parent, string Started)? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : (id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
