using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Pushes since the window's start, newest first.</summary>
internal sealed class Pushes(IReadOnlyList<PushItem> newestFirst)
{
    /// <summary>What a branch was before the window, where its pushes since then all lie within it and lead to what it is now.</summary>
    /// <returns>Null where that is not known, or the branch is newer than the window's start.</returns>
    public string? Before(Branch branch, TimeWindow window)
    {
        var own = newestFirst.Where(push => push.Branch == branch.Name).ToList();
        return own is [{ } last, ..] && last.Head == branch.Head && last.CreatedAt < window.To && !GitHubNames.IsZero(own[^1].Before) && !own.Exists(push => GitHubNames.IsZero(push.Head))
            ? own[^1].Before
            : null;
    }
}
