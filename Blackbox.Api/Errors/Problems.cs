using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Blackbox.Api.Errors;

/// <summary>Errors as they leave the Api: RFC 9457 problem details, each with a <c>code</c> that stays the same while its words may change.</summary>
internal static class Problems
{
    public const string CodeMember = "code";

    public static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Detail = detail, Extensions = { [CodeMember] = code } });

    /// <param name="thing">A noun, as <c>connection</c>; the code becomes <c>connection_not_found</c>.</param>
    public static ProblemHttpResult NotFound(string thing) =>
        Of(StatusCodes.Status404NotFound, $"{thing}_not_found", $"There is no such {thing}.");

    /// <summary>One member of the request is wrong; the same shape as a failed validation.</summary>
    public static ProblemHttpResult Invalid(string member, string message) => TypedResults.Problem(InvalidDetails(member, message));

    public static HttpValidationProblemDetails InvalidDetails(string member, string message) =>
        new(new Dictionary<string, string[]> { [member] = [message] }) { Status = StatusCodes.Status400BadRequest };

    /// <summary>What is wrong in words, for a page: every wrong member's, or the detail.</summary>
    public static string? Words(this ProblemHttpResult problem) => problem.ProblemDetails is HttpValidationProblemDetails validation
        ? string.Join(" ", validation.Errors.SelectMany(error => error.Value))
        : problem.ProblemDetails.Detail;

    /// <summary>Completes what the framework left open, for the errors that it makes itself.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        if (problem is HttpValidationProblemDetails validation)
        {
            validation.Errors = validation.Errors.ToDictionary(error => JsonNamingPolicy.CamelCase.ConvertName(error.Key), error => error.Value);
            problem.Detail ??= string.Join(" ", validation.Errors.SelectMany(error => error.Value).Take(3));
        }
        problem.Extensions.TryAdd(CodeMember, problem is HttpValidationProblemDetails ? "invalid_request" : CodeOf(status));
        problem.Detail ??= DetailOf(status);
        problem.Instance ??= context.HttpContext.Request.Path;
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "invalid_request",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "request_timeout",
        411 => "length_required",
        412 => "precondition_failed",
        413 => "body_too_large",
        414 => "uri_too_long",
        415 => "unsupported_media_type",
        431 => "headers_too_large",
        503 => "unavailable",
        < 500 => "refused",
        _ => "internal_error",
    };

    private static string? DetailOf(int status) => status switch
    {
        404 => "There is nothing at this address.",
        405 => "This address does not know that method.",
        413 => "The body of the request is too large.",
        415 => "The body of the request must be JSON, sent as application/json.",
        >= 500 => "Something went wrong here. The log of the Api says what.",
        _ => null,
    };
}
