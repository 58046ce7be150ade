using System.Globalization;
using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>
/// A line of commits that is too long to hold: each is made when it is read, and the same each time. Commit 0 is the oldest.
/// </summary>
internal sealed class GeneratedHistory(ulong seed, Person author, string parent, DateTimeOffset first, TimeSpan step, int count)
{
    public int Count => count;

    public string Head => Sha(count - 1);

    public string Parent => parent;

    public Person Author => author;

    public DateTimeOffset DateOf(int index) => first + (step * index);

    public Commit At(int index) => new()
    {
        Sha = Sha(index),
        Parents = [index == 0 ? parent : Sha(index - 1)],
        Author = author.Signs(DateOf(index)),
        Committer = author.Signs(DateOf(index)),
        Message = string.Create(CultureInfo.InvariantCulture, $"Import revision {index + 1} of the old tracker"),
        Files = [new($"import/{index / 1000:000}/revision-{index + 1}.json", "added", 12, 0, seed + (ulong)index)],
    };

    public int IndexOf(string sha) =>
        sha.Length == 40
        && int.TryParse(sha.AsSpan(32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var index)
        && index >= 0 && index < count && Sha(index) == sha ? index : -1;

    public Commit? Find(string sha) => IndexOf(sha) is >= 0 and var index ? At(index) : null;

    /// <summary>How many commits are older than the instant.</summary>
    public int OlderThan(DateTimeOffset at) =>
        at <= first ? 0 : (int)Math.Min(count, ((at - first).Ticks + step.Ticks - 1) / step.Ticks);

    // The last eight digits say which commit it is.
    private string Sha(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Dice.Sha(seed, "generated/" + index.ToString(CultureInfo.InvariantCulture))[..32]}{index:x8}");
}
