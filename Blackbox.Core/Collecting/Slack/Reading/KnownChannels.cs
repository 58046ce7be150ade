using System.Text;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>Which channels were read before, and what they were called: saved with what was read there.</summary>
internal static class KnownChannels
{
    // A cursor has 2,000 characters at most.
    private const int MaxLength = 1_900;

    /// <returns>Names by id.</returns>
    public static async Task<Dictionary<string, string>> LoadAsync(FetchMemory memory, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, string>();
        for (var part = 0; await memory.CursorAsync(Resource(part), cancellationToken) is { Length: > 0 } text; part++)
        {
            foreach (var line in text.Split('\n'))
            {
                if (line.IndexOf(' ') is > 0 and var space)
                    known[line[..space]] = line[(space + 1)..];
            }
        }
        return known;
    }

    public static void Save(CollectionReport report, IReadOnlyDictionary<string, string> names)
    {
        var (part, text) = (0, new StringBuilder());
        foreach (var (id, name) in names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length + id.Length + name.Length + 2 > MaxLength)
            {
                report.SaveCursor(Resource(part++), text.ToString());
                text.Clear();
            }
            text.Append(text.Length == 0 ? "" : "\n").Append(id).Append(' ').Append(name);
        }
        report.SaveCursor(Resource(part), text.ToString());
        // Where there were more before.
        report.SaveCursor(Resource(part + 1), "");
    }

    private static string Resource(int part) => $"channels:{part}";
}
