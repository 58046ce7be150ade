using Blackbox.Api.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Errors;

/// <summary>
/// Writes every problem: as a page for a person who looks at pages, as JSON for everyone else. The framework's own writer answers nothing to a client
/// whose Accept header leaves JSON out.
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    private static readonly PathString[] Machine = ["/api", "/admin-api", "/health", "/alive", "/openapi", "/hubs"];

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        Problems.Complete(context);
        http.Response.Headers.CacheControl = "no-store";
        if (WantsPage(http.Request))
        {
            var page = new RazorComponentResult<ProblemPage>(new { Problem = context.ProblemDetails }) { StatusCode = http.Response.StatusCode };
            await page.ExecuteAsync(http);
            return;
        }
        context.ProblemDetails.Status ??= http.Response.StatusCode;
        context.ProblemDetails.Title ??= Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(http.Response.StatusCode);
        context.ProblemDetails.Extensions.TryAdd("traceId", System.Diagnostics.Activity.Current?.TraceId.ToString());
        await http.Response.WriteAsJsonAsync(
            context.ProblemDetails, context.ProblemDetails.GetType(), options: null, "application/problem+json", http.RequestAborted);
    }

    public static bool WantsPage(HttpRequest request) =>
        !Machine.Any(path => request.Path.StartsWithSegments(path))
        && request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
}
