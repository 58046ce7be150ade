using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Finds the repositories that the settings mean. Those that cannot be read are told to the report.</summary>
internal sealed class Discovery(ConnectionReading reading)
{
    private readonly TargetNames _names = new(reading);

    public async Task<IReadOnlyList<RepositoryTarget>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, RepositoryTarget>();
        if (reading.Settings.IsPersonal)
        {
            foreach (var target in await new PersonalDiscovery(reading, this).FindAsync(cancellationToken))
                found.TryAdd(target.Item.Id, target);
        }
        foreach (var name in reading.Settings.Repositories)
        {
            if (await LookAsync(name, isNamed: true, cancellationToken) is { } item)
                found.TryAdd(item.Id, new(item));
        }
        if (reading.Settings.Organization is { } organization)
            await FindOfOrganizationAsync(organization, found, cancellationToken);

        var targets = new List<RepositoryTarget>();
        // Forks last: what they share with their source is recorded there.
        foreach (var target in found.Values.OrderBy(target => target.Item.IsFork).ThenBy(target => target.Container, StringComparer.Ordinal))
            targets.Add(await _names.RecognizeAsync(target, cancellationToken));
        return targets;
    }

    /// <param name="name">As it was typed, or as GitHub called it once.</param>
    /// <param name="isNamed">Somebody wants this one: that it is not there is a failure.</param>
    /// <returns>Null where it cannot be read, which the report was told.</returns>
    public async Task<RepositoryItem?> LookAsync(string name, bool isNamed, CancellationToken cancellationToken)
    {
        var present = await _names.PresentAsync(name, cancellationToken);
        try
        {
            RepositoryItem item;
            try
            {
                item = await AskAsync(present, cancellationToken);
            }
            catch (ResourceException exception) when (exception.Status == 404 && present != name)
            {
                item = await AskAsync(name, cancellationToken);
            }
            if (item.FullName != present)
                await _names.RememberAsync(name, item.FullName, cancellationToken);
            return item;
        }
        catch (ResourceException exception)
        {
            var message = $"{present} cannot be read: {exception.Message}";
            var isGone = !isNamed && exception.Status is (404 or 410);
            await reading.Findings.SayAsync(report =>
            {
                if (isGone)
                    report.ContainerNoted(present, exception.Code, message);
                else
                    report.ContainerFailed(present, exception.Code, message);
            }, cancellationToken);
            return null;
        }
    }

    private async Task<RepositoryItem> AskAsync(string name, CancellationToken cancellationToken)
    {
        using var page = await reading.Session.GetAsync($"/repos/{name}", cancellationToken);
        return RepositoryItem.Read(page.Root, out var item) is { } problem ? throw new ResourceException(200, GitHubCodes.Malformed, problem) : item;
    }

    private async Task FindOfOrganizationAsync(string organization, Dictionary<long, RepositoryTarget> found, CancellationToken cancellationToken)
    {
        var list = new StableList(reading.Session);
        try
        {
            await foreach (var page in list.PagesAsync($"/orgs/{organization}/repos?type=all&sort=full_name&direction=asc&per_page=100", null, cancellationToken))
            {
                foreach (var json in page.Items())
                {
                    if (RepositoryItem.Read(json, out var item) is { } problem)
                        await reading.Findings.SayAsync(report => report.ItemSkipped(organization, GitHubCodes.Malformed, problem), cancellationToken);
                    else if (!item.IsFork || reading.Settings.IncludeForks)
                        found.TryAdd(item.Id, new(item));
                }
            }
        }
        catch (ResourceException exception)
        {
            await reading.Findings.SayAsync(report => report.ContainerFailed(
                organization, exception.Code, $"The repositories of {organization} cannot be listed: {exception.Message}"), cancellationToken);
        }
    }
}
