using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

/// <summary>Checks what a person asks to be collected, for the endpoint and for the page's form alike.</summary>
internal sealed class RunStarter(BlackboxDb db, TimeProvider time)
{
    public const int MaxYears = 5;

    public async Task<(Run? Run, ProblemHttpResult? Problem)> StartAsync(
        StartRun request, CurrentUser user, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (Invalid(request, user) is { } problem)
            return (null, problem);
        if (request.ConnectionId is { } id && !await db.Connections.AnyAsync(c => c.Id == id && c.UserId == user.Id, cancellationToken))
            return (null, Problems.NotFound("connection"));

        var (from, to) = (request.Date ?? request.From!.Value, request.Date ?? request.To!.Value);
        var key = string.IsNullOrWhiteSpace(idempotencyKey) ? null : $"manual:{user.Id}:{Texts.Storable(idempotencyKey.Trim())}";
        return (await db.RequestRunAsync(user.Id, RunTrigger.Manual, from, to, request.ConnectionId, key, cancellationToken), null);
    }

    private ProblemHttpResult? Invalid(StartRun request, CurrentUser user)
    {
        var today = user.Today(time);
        return request switch
        {
            { Date: not null, From: null, To: null } or { Date: null, From: not null, To: not null } =>
                Invalid(request.Date ?? request.From!.Value, request.Date ?? request.To!.Value, request.Date is null ? "to" : "date", today),
            _ => Problems.Invalid("date", "Give either a date, or from and to."),
        };
    }

    private static ProblemHttpResult? Invalid(DateOnly from, DateOnly to, string member, DateOnly today)
    {
        if (from < Day.Min)
            return Problems.Invalid(member == "to" ? "from" : member, $"It must be {Day.Expected}.");
        if (to < from)
            return Problems.Invalid("to", "'to' must not be before 'from'.");
        if (to > today)
            return Problems.Invalid(member, $"The last date must not be after today, {today:yyyy-MM-dd}.");
        return to >= from.AddYears(MaxYears) ? Problems.Invalid("from", $"A run covers at most {MaxYears} years.") : null;
    }
}
