using System.Runtime.CompilerServices;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Reading;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>The members of a workspace. Addresses need the permission <c>users:read.email</c>, and are trusted where Slack saw them confirmed.</summary>
internal sealed class SlackDirectory(SlackClient client) : IDirectory
{
    public string Platform => Platforms.Slack;

    public async IAsyncEnumerable<DirectoryPerson> PeopleAsync(
        ConnectionAccess access, FetchMemory memory, CollectionReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Anew: the answers are remembered for the collector, which may be a day behind.
        SlackSettings.Parse(access.Connection.Settings, out var settings);
        using var session = client.Open(access, settings, memory: null, report, TaskPriority.High);
        string? next = SlackMethods.UserList;
        while (next is not null)
        {
            using var page = await PageAsync(session, next, cancellationToken);
            foreach (var json in SlackJson.Items(page.Root, "members"))
            {
                if (UserItem.Read(json, out var user) is { } problem)
                {
                    report.ItemSkipped(Targets.Workspace, SlackCodes.Malformed, problem);
                    // Who cannot be understood is not gone.
                    report.ContainerFailed(Targets.Workspace, SlackCodes.Malformed, "Some members could not be understood; nobody is taken for deactivated.");
                    continue;
                }
                yield return user.Person;
            }
            next = page.Next;
        }
    }

    private static async Task<RestPage> PageAsync(SlackSession session, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await session.GetAsync(path, null, cancellationToken);
        }
        catch (ResourceException exception)
        {
            throw exception.Code == SlackCodes.MissingScope
                ? new PlatformAuthException(exception.Code, exception.Message)
                : new PlatformUnavailableException(exception.Code, exception.Message, exception);
        }
    }
}
