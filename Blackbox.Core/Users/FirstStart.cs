using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Users;

/// <summary>
/// Makes a new installation useful at once: one user from the machine's git identity, a connection to Blackbox's own history, and a run that
/// collects it. Later starts only add the repositories that the operator names.
/// </summary>
public sealed class FirstStart(
    BlackboxDb db, ConnectionRegistration registration, FirstStartSimulator simulated, NpgsqlDataSource dataSource,
    IOptions<FirstStartOptions> options, TimeProvider time, ILogger<FirstStart> logger)
{
    private const string DefaultEmail = "me@localhost";
    private const string DefaultName = "Me";
    private static readonly TimeSpan GitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Any number of processes may do this at once; one does, and the others find it done.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var turn = await SessionLock.AcquireAsync(connection, "first-start", cancellationToken);

        var user = await db.Users.OrderBy(candidate => candidate.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var isNew = user is null;
        user ??= await AddUserAsync(cancellationToken);
        if (isNew && options.Value.OwnRepository is { } own)
            await ConnectAsync(user, own, cancellationToken);
        foreach (var repository in options.Value.Repositories)
            await ConnectAsync(user, repository, cancellationToken);
        if (options.Value.Simulator is { } simulator)
            await simulated.EnsureAsync(user, simulator.TrimEnd('/'), cancellationToken);
    }

    private async Task<User> AddUserAsync(CancellationToken cancellationToken)
    {
        var user = new User
        {
            Email = (options.Value.Email ?? await GitConfigAsync("user.email", cancellationToken) ?? DefaultEmail).Trim().ToLowerInvariant(),
            Name = (options.Value.Name ?? await GitConfigAsync("user.name", cancellationToken) ?? DefaultName).Trim(),
            TimeZone = options.Value.TimeZone ?? LocalTimeZone(),
            IsAdmin = true,
        };
        db.Users.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        logger.LogInformation("Made the first user in time zone {TimeZone}", user.TimeZone);
        return user;
    }

    private static string LocalTimeZone() =>
        TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id
        : TimeZoneInfo.TryConvertWindowsIdToIanaId(TimeZoneInfo.Local.Id, out var iana) ? iana : "Etc/UTC";

    private async Task ConnectAsync(User user, string repository, CancellationToken cancellationToken)
    {
        var settings = GitSettings.Write([repository]);
        var known = await db.Connections.AnyAsync(
            connection => connection.UserId == user.Id && connection.Platform == Platforms.Git
                && EF.Functions.JsonContains(connection.Settings, settings), cancellationToken);
        if (known)
            return;
        try
        {
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(repository));
            var (connection, test) = await registration.AddAsync(user, Platforms.Git, name, settings, scope: null, cancellationToken);
            logger.LogInformation("Connected {Repository}: {Message}", repository, test.Message);
            await db.RequestFirstRunAsync(user, connection, test, options.Value.HistoryDays, time, cancellationToken);
        }
        catch (ArgumentException exception)
        {
            logger.LogError("Repository {Repository} was not connected: {Reason}", repository, exception.Message);
        }
    }

    /// <returns>What the person told git on this machine; null where there is no git or it was told nothing.</returns>
    private async Task<string?> GitConfigAsync(string key, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(GitTimeout);
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["config", "--get", key]) { RedirectStandardOutput = true })!;
            var value = await git.StandardOutput.ReadToEndAsync(timeout.Token);
            await git.WaitForExitAsync(timeout.Token);
            return string.IsNullOrWhiteSpace(value) ? null : value;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("git did not tell {Key}: {Reason}", key, exception.Message);
            return null;
        }
    }
}
