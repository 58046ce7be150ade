namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Remembers repositories' names, so that a new one is noticed and the old one is not asked for again.</summary>
internal sealed class TargetNames(ConnectionReading reading)
{
    /// <summary>The name that a repository of the settings had when it was read last.</summary>
    public async Task<string> PresentAsync(string configured, CancellationToken cancellationToken) =>
        await reading.Memory.CursorAsync(OfSettings(configured), cancellationToken) is { } name && GitHubNames.IsRepository(name) ? name : configured;

    public ValueTask RememberAsync(string configured, string present, CancellationToken cancellationToken) =>
        reading.Findings.SayAsync(report => report.SaveCursor(OfSettings(configured), present), cancellationToken);

    /// <summary>A repository with its former name, where it was read under another one.</summary>
    public async Task<RepositoryTarget> RecognizeAsync(RepositoryTarget target, CancellationToken cancellationToken)
    {
        var key = $"name:{target.Item.Id}";
        var known = await reading.Memory.CursorAsync(key, cancellationToken);
        if (known == target.Container)
            return target;
        await reading.Findings.SayAsync(report => report.SaveCursor(key, target.Container), cancellationToken);
        return known is null ? target : target with { FormerName = known };
    }

    private static string OfSettings(string configured) => $"setting:{configured.ToLowerInvariant()}";
}
