using System.Globalization;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Jira.Reading;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Finds out whose a token is and what it can and cannot see, with some requests. Safe for concurrent use.</summary>
internal sealed class JiraAccessTest(RestClient client, TimeProvider time)
{
    /// <summary>Projects that are named.</summary>
    public const int MaxProjects = 100;

    /// <returns>Also for whatever Jira may answer: in words that a person can act on.</returns>
    public async Task<ConnectionTest> RunAsync(ConnectionAccess access, JiraSettings settings, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(client.OptionsOf(JiraDialect.Instance).TestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await LookAsync(client.Open(JiraDialect.Instance, access, memory: null, tally: null, TaskPriority.Critical), settings, either.Token);
        }
        catch (PlatformException exception)
        {
            return new(Ok: false, exception.Message, [], [], NeedsAuth: exception is PlatformAuthException);
        }
        catch (ResourceException exception)
        {
            return new(Ok: false, exception.Message, [], []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Ok: false, "Jira did not answer in time.", [], []);
        }
    }

    private static async Task<ConnectionTest> LookAsync(RestSession session, JiraSettings settings, CancellationToken cancellationToken)
    {
        var site = await JiraSite.FindAsync(session, settings, cancellationToken);
        var self = await SelfAsync(session, site, cancellationToken);
        var visible = await ProjectList.ReadAsync(session, site, cancellationToken);
        var containers = new List<ContainerTest>();
        foreach (var (key, name) in visible.Where(project => settings.Projects.Count == 0 || settings.Projects.Contains(project.Key, StringComparer.OrdinalIgnoreCase)))
            containers.Add(new(key, Ok: true, Code: null, $"{name}; it can be read.", Items: null));
        var readable = containers.Count;
        foreach (var missing in settings.Projects.Where(key => !visible.Any(project => project.Key.Equals(key, StringComparison.OrdinalIgnoreCase))))
            containers.Add(new(missing, Ok: false, JiraCodes.NotFound, "The account does not see it: check the key and the permission 'Browse projects'.", Items: null));

        var sentences = new List<string> { $"It is Jira {(site.IsCloud ? "Cloud" : "Data Center")}; the token is {self?.DisplayName ?? "somebody"}'s and sees {Projects(visible.Count)}." };
        if (containers.Count > readable)
            sentences.Add($"{Projects(containers.Count - readable)} of the settings cannot be seen: see why at each.");
        if (visible.Count == 0)
            sentences.Add("Give the account the permission 'Browse projects' in some.");
        sentences.Add(await DirectoryAsync(session, site, cancellationToken));
        var latest = readable == 0 ? null : await LatestAsync(session, site, settings, containers, cancellationToken);
        return new(
            readable > 0, Texts.Cut(string.Join(' ', sentences.Where(sentence => sentence.Length > 0)), Connection.MaxMessageLength), [.. containers.Take(MaxProjects)], People: [], latest, Self: self);
    }

    private static async Task<CollectedPerson?> SelfAsync(RestSession session, JiraSite site, CancellationToken cancellationToken)
    {
        using var page = await session.GetAsync($"{site.Api}/myself", cancellationToken);
        return JiraUser.Of(page.Root)?.Person;
    }

    /// <returns>What is wrong; empty when people can be listed.</returns>
    private static async Task<string> DirectoryAsync(RestSession session, JiraSite site, CancellationToken cancellationToken)
    {
        const string Missing = "It cannot browse users, so the directory stays empty: give the account the global permission 'Browse users and groups'.";
        try
        {
            using var page = await session.GetAsync(JiraDirectory.PathOf(site, 1), cancellationToken);
            return page.Root.Items().Any() ? "" : Missing;
        }
        catch (ResourceException exception) when (exception.Status is 403 or 404 or 400)
        {
            return Missing;
        }
    }

    private static async Task<DateTimeOffset?> LatestAsync(
        RestSession session, JiraSite site, JiraSettings settings, List<ContainerTest> containers, CancellationToken cancellationToken)
    {
        var scope = settings.Projects.Count == 0 ? "" : JqlText.In("project", [.. containers.Where(container => container.Ok).Select(container => container.Container)]) + " AND ";
        var query = Uri.EscapeDataString($"{scope}updated >= 0 ORDER BY updated DESC");
        try
        {
            using var page = await session.GetAsync(string.Create(CultureInfo.InvariantCulture,
                $"{site.Api}/search{(site.IsCloud ? "/jql" : "")}?jql={query}&fields=updated&maxResults=1"), cancellationToken);
            return page.Root.Member("issues").Items().FirstOrDefault().Member("fields").Instant("updated");
        }
        catch (ResourceException)
        {
            return null;
        }
    }

    private static string Projects(int count) => count == 1 ? "1 project" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} projects");
}
