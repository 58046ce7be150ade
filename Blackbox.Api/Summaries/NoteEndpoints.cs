using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Summaries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Blackbox.Api.Summaries;

internal static class NoteEndpoints
{
    public static IEndpointRouteBuilder MapNotes(this IEndpointRouteBuilder api)
    {
        var notes = api.MapGroup("/notes").WithTags("Notes");
        notes.MapGet("/{date}", Get).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        notes.MapPut("/{date}", Put).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        return api;
    }

    /// <summary>What the user wrote for a day.</summary>
    private static async Task<Results<Ok<NoteView>, ProblemHttpResult>> Get(
        Day date, CurrentUser user, NoteBook notes, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(user, date, cancellationToken) is not { } note)
            return Problems.Of(StatusCodes.Status404NotFound, "note_not_found", $"There is no note for {date}.");
        response.Headers.ETag = note.ETag;
        return TypedResults.Ok(note);
    }

    /// <summary>Writes the day's note; an empty one removes it.</summary>
    /// <remarks>The day's summary is made anew with it soon after.</remarks>
    /// <param name="ifMatch">The `ETag` of the note that was read; the answer is 412 when it was changed since. Without it the note is overwritten.</param>
    private static async Task<Results<Ok<NoteView>, NoContent, ProblemHttpResult>> Put(
        Day date, PutNote request, [FromHeader(Name = "If-Match"), StringLength(200)] string? ifMatch,
        CurrentUser user, NoteBook notes, HttpResponse response, CancellationToken cancellationToken)
    {
        var outcome = await notes.WriteAsync(user, date, request.Content!, ifMatch, cancellationToken);
        if (outcome.Changed)
            return Problems.Of(StatusCodes.Status412PreconditionFailed, "note_changed", "The note was changed since you read it.");
        if (outcome.Note is not { } note)
            return TypedResults.NoContent();
        response.Headers.ETag = note.ETag;
        return TypedResults.Ok(note);
    }
}

/// <param name="Content">Markdown, at most 20,000 characters.</param>
public sealed record PutNote(
    [property: Required(AllowEmptyStrings = true), StringLength(Note.MaxContentLength)] string? Content);

/// <param name="Content">Markdown.</param>
public sealed record NoteView(DateOnly Date, string Content, DateTimeOffset UpdatedAt)
{
    internal string ETag => ETagOf(UpdatedAt);

    internal static string ETagOf(DateTimeOffset updatedAt) => $"\"{updatedAt.UtcTicks:x}\"";
}
