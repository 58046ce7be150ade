using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

/// <summary>Checks what a person asks to be collected and starts it once, for the endpoint and for the page's form alike.</summary>
internal sealed class RunStarter(BlackboxDb db, IdempotentRuns runs, TimeProvider time)
{
    public const int MaxYears = 5;
    public const string KeyRequired = "idempotency_key_required";
    public const string KeyReused = "idempotency_key_reused";

    public async Task<(IdempotentRun? Run, ProblemHttpResult? Problem)> StartAsync(
        StartRun request, CurrentUser user, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if ((Invalid(request, user) ?? InvalidKey(idempotencyKey)) is { } problem)
            return (null, problem);

        var (from, to) = (request.Date ?? request.From!.Value, request.Date ?? request.To!.Value);
        var order = new RunOrder(user.Id, idempotencyKey!, from, to, request.ConnectionId);
        // What was answered once is answered so again, also when the connection is gone since.
        if (await runs.FindAsync(order, cancellationToken) is { } known)
            return Judge(known);
        if (request.ConnectionId is { } id && !await db.Connections.AnyAsync(c => c.Id == id && c.UserId == user.Id, cancellationToken))
            return (null, Problems.NotFound("connection"));
        return Judge(await runs.StartAsync(order, cancellationToken));
    }

    private static (IdempotentRun? Run, ProblemHttpResult? Problem) Judge(IdempotentRun run) => run.Outcome == RunOrderOutcome.Reused
        ? (null, Problems.Of(
            StatusCodes.Status422UnprocessableEntity, KeyReused,
            "This Idempotency-Key was used for other dates or another connection within the last 24 hours. Take a new one for a new request."))
        : (run, null);

    private static ProblemHttpResult? InvalidKey(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest, KeyRequired,
                "Send an Idempotency-Key header: a name of your own for this request, as a UUID, so that sending it again starts nothing twice.");
        }
        return key.Length <= IdempotencyKey.MaxKeyLength && key.All(c => c is >= ' ' and <= '~')
            ? null
            : Problems.Invalid("Idempotency-Key", $"It has 1 to {IdempotencyKey.MaxKeyLength} printable ASCII characters.");
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
