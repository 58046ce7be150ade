using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Reading;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Slack.Client;

/// <summary>Opens sessions with Slack. Safe for concurrent use.</summary>
internal sealed class SlackClient(RestClient client, IOptions<SlackOptions> options)
{
    private readonly SlackDialect _listed = new(options.Value, isUnlisted: false);
    private readonly SlackDialect _unlisted = new(options.Value, isUnlisted: true);

    public SlackOptions Limits => options.Value;

    public RestClientOptions Options => client.OptionsOf(_listed);

    /// <param name="known">What <see cref="SlackSession.State"/> was the last time; null where it is not known.</param>
    /// <inheritdoc cref="RestClient.Open"/>
    public SlackSession Open(
        ConnectionAccess access, SlackSettings settings, FetchMemory? memory, CollectionReport? tally, int priority, string? known = null) =>
        new(client.Open(_listed, access, memory, tally, priority), client.Open(_unlisted, access, memory, tally, priority), settings, known);
}
