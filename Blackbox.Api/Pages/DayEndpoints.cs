using Blackbox.Api.Summaries;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Blackbox.Api.Pages;

internal static class DayEndpoints
{
    public static IEndpointRouteBuilder MapDayPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", ShowToday);
        pages.MapGet("/day/{date}", Show);
        pages.MapGet("/day", Jump);
        pages.MapPost("/day/{date}/note", SaveNote);
        return pages;
    }

    private static Task<RazorComponentResult<DayPage>> ShowToday(
        int? year, BlackboxDb db, PageShell shell, NoteBook notes, CancellationToken cancellationToken) =>
        RenderAsync(shell.Today, year, db, shell, notes, cancellationToken);

    private static Task<RazorComponentResult<DayPage>> Show(
        Day date, int? year, BlackboxDb db, PageShell shell, NoteBook notes, CancellationToken cancellationToken) =>
        RenderAsync(date, year, db, shell, notes, cancellationToken);

    // The date field's form: a browser without script cannot put its value into the path.
    private static RedirectHttpResult Jump(Day date) => TypedResults.LocalRedirect($"/day/{date}");

    private static async Task<RazorComponentResult<DayPage>> RenderAsync(
        DateOnly date, int? year, BlackboxDb db, PageShell shell, NoteBook notes, CancellationToken cancellationToken)
    {
        var shown = year is >= 2000 and <= 2100 ? year : null;
        return await shell.RenderAsync<DayPage>(await DayModel.LoadAsync(db, shell, notes, date, shown, cancellationToken), cancellationToken);
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<DayPage>>> SaveNote(
        Day date, [FromForm] string? content, [FromForm] string? etag, BlackboxDb db, PageShell shell, NoteBook notes, CancellationToken cancellationToken)
    {
        // A browser sends line breaks as two characters; the limit counts what is kept.
        var text = (content ?? "").ReplaceLineEndings("\n");
        if (text.Length > Note.MaxContentLength)
            return await FailAsync($"A note has at most {Words.Number(Note.MaxContentLength)} characters; this one has {Words.Number(text.Length)}. Nothing was saved.");
        var outcome = await notes.WriteAsync(shell.User, date, text, string.IsNullOrEmpty(etag) ? null : etag, cancellationToken);
        if (outcome.Changed)
            return await FailAsync("The note was changed somewhere else since this page was opened. Copy what you wrote, and save again to overwrite it.");
        return TypedResults.LocalRedirect($"/day/{date}#note");

        async Task<RazorComponentResult<DayPage>> FailAsync(string message)
        {
            var model = await DayModel.LoadAsync(db, shell, notes, date, null, cancellationToken);
            return await shell.RenderAsync<DayPage>(model with { NoteError = message, NoteDraft = text }, cancellationToken, StatusCodes.Status400BadRequest);
        }
    }
}
