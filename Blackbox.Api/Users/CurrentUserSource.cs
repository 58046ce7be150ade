using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Users;

/// <summary>
/// The one place that says who makes a request: until there are accounts, the first user of the installation. Remembered for a moment, so that a
/// request does not begin with a query for what hardly ever changes.
/// </summary>
internal sealed class CurrentUserSource(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private volatile Remembered? _remembered;

    /// <summary>The user where no query is needed to say who it is; null where one is.</summary>
    public CurrentUser? Known => _remembered is { } known && time.GetElapsedTime(known.Since) < Lifetime ? known.User : null;

    /// <returns>Null until the worker has made the first user.</returns>
    public async ValueTask<CurrentUser?> FindAsync(CancellationToken cancellationToken)
    {
        if (Known is { } known)
            return known;
        await using var scope = scopes.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<BlackboxDb>().Users
            .OrderBy(u => u.CreatedAt).ThenBy(u => u.Id)
            .Select(u => new CurrentUser(u.Id, u.Email, u.Name, u.TimeZone, u.IsAdmin))
            .FirstOrDefaultAsync(cancellationToken);
        _remembered = user is null ? null : new(user, time.GetTimestamp());
        return user;
    }

    public void Forget() => _remembered = null;

    private sealed record Remembered(CurrentUser User, long Since);
}
