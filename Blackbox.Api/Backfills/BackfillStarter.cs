using Blackbox.Api.Collecting;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Backfills;

/// <summary>Checks what a person asks to be backfilled, for the endpoints and for the page alike.</summary>
internal sealed class BackfillStarter(BlackboxDb db, BackfillPlan plan, TimeProvider time)
{
    public const int MaxYears = 20;

    /// <summary>Backfills of one user that are not over.</summary>
    private const int MaxOpen = 5;

    public async Task<(Backfill? Backfill, ProblemHttpResult? Problem)> StartAsync(
        StartBackfill request, CurrentUser user, CancellationToken cancellationToken)
    {
        var (owner, connections, problem) = await CheckAsync(request, user, cancellationToken);
        if (problem is not null)
            return (null, problem);
        var open = await db.Backfills.CountAsync(
            b => b.UserId == user.Id && (b.Status == BackfillStatus.Running || b.Status == BackfillStatus.Paused), cancellationToken);
        if (open >= MaxOpen)
            return (null, Problems.Of(StatusCodes.Status409Conflict, "too_many_backfills", $"{open} backfills are not over yet. Cancel one, or wait for it."));
        return (await plan.StartAsync(owner!, connections, request.From!.Value, request.To!.Value, cancellationToken), null);
    }

    public async Task<(IReadOnlyList<ConnectionPrediction>? Predictions, ProblemHttpResult? Problem)> PredictAsync(
        StartBackfill request, CurrentUser user, CancellationToken cancellationToken)
    {
        var (owner, connections, problem) = await CheckAsync(request, user, cancellationToken);
        return problem is null
            ? (await plan.PredictAsync(owner!, connections, request.From!.Value, request.To!.Value, cancellationToken), null)
            : (null, problem);
    }

    private async Task<(User? Owner, IReadOnlyList<Connection> Connections, ProblemHttpResult? Problem)> CheckAsync(
        StartBackfill request, CurrentUser user, CancellationToken cancellationToken)
    {
        var (from, to, today) = (request.From!.Value, request.To!.Value, user.Today(time));
        if (from < Day.Min)
            return (null, [], Problems.Invalid("from", $"It must be {Day.Expected}."));
        if (to < from)
            return (null, [], Problems.Invalid("to", "'to' must not be before 'from'."));
        if (to > today)
            return (null, [], Problems.Invalid("to", $"The last date must not be after today, {today:yyyy-MM-dd}."));
        if (to >= from.AddYears(MaxYears))
            return (null, [], Problems.Invalid("from", $"A backfill covers at most {MaxYears} years."));

        var wanted = request.ConnectionIds?.Distinct().ToList();
        var connections = await db.ConnectionsOf(user).AsNoTracking().Where(c => wanted == null || wanted.Contains(c.Id))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        if (connections.Count == 0 || connections.Count < wanted?.Count)
            return (null, [], wanted is null ? Problems.Invalid("connectionIds", "There is no connection to collect from yet.") : Problems.NotFound("connection"));
        return (await db.Users.SingleAsync(u => u.Id == user.Id, cancellationToken), connections, null);
    }
}
