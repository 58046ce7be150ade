using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A repository as lists and its own address give it.</summary>
internal sealed record RepositoryItem
{
    public required long Id { get; init; }
    public required string FullName { get; init; }

    /// <summary>Null where the repository has never had one.</summary>
    public required string? DefaultBranch { get; init; }

    /// <summary>Of the last push to any branch; null where there was none or GitHub does not say.</summary>
    public required DateTimeOffset? PushedAt { get; init; }

    public required bool IsFork { get; init; }

    /// <summary>The token may write to its branches, or GitHub does not say that it may not.</summary>
    public required bool MayPush { get; init; }

    /// <returns>What is wrong; null when <paramref name="repository"/> is there.</returns>
    public static string? Read(JsonElement json, out RepositoryItem repository)
    {
        repository = null!;
        if (json.Id("id") is not { } id)
            return "A repository has no id.";
        if (json.Text("full_name") is not { } name || !GitHubNames.IsRepository(name))
            return $"Repository {id} has no name that could be asked for.";
        repository = new()
        {
            Id = id,
            FullName = name,
            DefaultBranch = json.Text("default_branch") is { Length: > 0 and <= 500 } branch ? branch : null,
            PushedAt = json.Instant("pushed_at"),
            IsFork = json.Flag("fork") ?? false,
            MayPush = json.Member("permissions").Flag("push") ?? true,
        };
        return null;
    }
}
