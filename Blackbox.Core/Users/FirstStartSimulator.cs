using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Blackbox.Core.Users;

/// <summary>
/// Connects a newcomer to the simulated organisation on every platform. It is everyone's, so that a team is seen at work. Where it is changes with
/// each start; platforms that came later are connected then too.
/// </summary>
public sealed class FirstStartSimulator(BlackboxDb db, ConnectionRegistration registration, TimeProvider time, ILogger<FirstStartSimulator> logger)
{
    private const string Name = "Northwind Labs (simulated)";
    private const int Days = 30;

    /// <summary>What the simulators accept from everyone; it opens nothing else.</summary>
    private const string Token = "simulated-organisation-token";

    private const string AtlassianSecret = "robot@northwind.example:" + Token;

    /// <summary>Platform, path below the simulator's address, settings, secret.</summary>
    private static readonly (string Platform, string Path, string Settings, string Secret)[] Simulated =
    [
        (Platforms.GitHub, "", """{"organization": "northwind-labs"}""", Token),
        (Platforms.Jira, "/jira", """{"deployment": "cloud"}""", AtlassianSecret),
        (Platforms.Confluence, "/confluence", """{"deployment": "cloud"}""", AtlassianSecret),
        (Platforms.Slack, "/slack/api", "{}", "xoxb-" + Token),
    ];

    /// <param name="address">Of the simulators, without a slash at the end.</param>
    public async Task EnsureAsync(User user, string address, CancellationToken cancellationToken)
    {
        foreach (var (platform, path, settings, secret) in Simulated)
        {
            // A platform that this build cannot read is not shown.
            if (registration.CollectorOf(platform) is null)
                continue;
            try
            {
                await ConnectAsync(user, platform, address + path, settings, secret, cancellationToken);
            }
            catch (ArgumentException exception)
            {
                logger.LogError("The simulated {Platform} was not connected: {Reason}", platform, exception.Message);
            }
        }
    }

    private async Task ConnectAsync(User user, string platform, string address, string settings, string secret, CancellationToken cancellationToken)
    {
        var known = await db.Connections.SingleOrDefaultAsync(
            connection => connection.UserId == user.Id && connection.Platform == platform && connection.Name == Name, cancellationToken);
        if (known is not null)
        {
            known.BaseUrl = address;
            await registration.TestAsync(known, cancellationToken);
            return;
        }
        var (connection, test) = await registration.AddAsync(
            user, platform, Name, settings, RecordScope.Everyone, cancellationToken, address, new Secret(secret));
        logger.LogInformation("Connected the simulated {Platform}: {Message}", platform, test.Message);
        await db.RequestFirstRunAsync(user, connection, test, Days, time, cancellationToken);
    }
}
