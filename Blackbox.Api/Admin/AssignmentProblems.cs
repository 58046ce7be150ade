using Blackbox.Api.Errors;
using Blackbox.Core.Collecting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Admin;

internal static class AssignmentProblems
{
    /// <param name="thing">What was named, as <c>identity</c>.</param>
    /// <returns>Null when it is done.</returns>
    public static ProblemHttpResult? Problem(this AssignmentResult result, string thing) => result.Outcome switch
    {
        AssignmentOutcome.Done => null,
        AssignmentOutcome.NotFound => Problems.NotFound(thing),
        AssignmentOutcome.NoSuchUser => Problems.Of(StatusCodes.Status409Conflict, "user_not_found", "There is no such user, or not any more."),
        AssignmentOutcome.BelongsToAnother => Problems.Of(
            StatusCodes.Status409Conflict, "belongs_to_another", "It belongs to another user by now. Look at it again; unassign it first if that is wrong."),
        AssignmentOutcome.ChangedSince => Problems.Of(
            StatusCodes.Status409Conflict, "changed_since", "It was changed again since. Undo the later change first; its history has it."),
        AssignmentOutcome.AlreadyUndone => Problems.Of(StatusCodes.Status409Conflict, "already_undone", "It was undone already."),
        AssignmentOutcome.AlreadyDecided => Problems.Of(StatusCodes.Status409Conflict, "already_decided", "The claim was decided or withdrawn already."),
        _ => throw new InvalidOperationException($"{result.Outcome} is no outcome."),
    };
}
