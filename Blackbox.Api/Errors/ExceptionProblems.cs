using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Api.Errors;

/// <summary>Maps the exceptions that may leave an endpoint to problem details. What is unknown says nothing about its inside.</summary>
internal sealed partial class ExceptionProblems(IProblemDetailsService problems, ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var problem = Map(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
            logger.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "3";
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    private static ProblemDetails Map(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException bad when UnboundParameter().Match(bad.Message) is { Success: true } match => OfParameter(match),
        BadHttpRequestException bad when MissingParameter().Match(bad.Message) is { Success: true } match =>
            Problems.InvalidDetails(match.Groups["name"].Value, "It is required."),
        BadHttpRequestException { InnerException: AntiforgeryValidationException } or AntiforgeryValidationException =>
            Of(StatusCodes.Status400BadRequest, "form_expired", "The page with this form is too old, or not ours. Load it again."),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } =>
            Of(StatusCodes.Status400BadRequest, "invalid_request", "The request cannot be understood."),
        BadHttpRequestException bad => new() { Status = bad.StatusCode },
        // Anything that cannot be stored as text, as a NUL character, is the request's fault.
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
            Of(StatusCodes.Status400BadRequest, "invalid_request", "The request holds characters that cannot be stored."),
        DbUpdateException { InnerException: { } inner } when inner is PostgresException => Map(inner),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected }
            or DbUpdateConcurrencyException =>
            Of(StatusCodes.Status409Conflict, "conflict", "Somebody else changed the same thing at the same time. Try again."),
        NpgsqlException { IsTransient: true } or InvalidOperationException { InnerException: NpgsqlException { IsTransient: true } } =>
            Of(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database does not answer. Try again in a moment."),
        _ => new() { Status = StatusCodes.Status500InternalServerError },
    };

    private static ProblemDetails Of(int status, string code, string detail) =>
        new() { Status = status, Detail = detail, Extensions = { [Problems.CodeMember] = code } };

    // The exception's own text names our types; its path says enough.
    private static ProblemDetails OfJson(JsonException exception)
    {
        var member = exception.Path?.TrimStart('$').TrimStart('.');
        if (string.IsNullOrEmpty(member))
            return Of(StatusCodes.Status400BadRequest, "invalid_json", $"The body is not the JSON object that is expected (line {exception.LineNumber + 1}).");
        var unknown = exception.Message.Contains("could not be mapped", StringComparison.Ordinal);
        return Problems.InvalidDetails(member, unknown ? $"'{member}' is not a member that is known." : $"'{member}' has the wrong type or an unknown value.");
    }

    private static HttpValidationProblemDetails OfParameter(Match match)
    {
        var type = match.Groups["type"].Value;
        var expected = type switch
        {
            _ when type.Contains(nameof(Day), StringComparison.Ordinal) => Day.Expected,
            _ when type.Contains("Guid", StringComparison.Ordinal) => "an id",
            _ when type.Contains("int", StringComparison.Ordinal) => "a number",
            _ => "a valid value",
        };
        return Problems.InvalidDetails(match.Groups["name"].Value, $"'{match.Groups["name"].Value}' must be {expected}.");
    }

    // Failed to bind parameter "Nullable<Day> from" from "yesterday".
    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\S+)" from """)]
    private static partial Regex UnboundParameter();

    // Required parameter "string q" was not provided from query string.
    [GeneratedRegex("""^Required parameter "\S+ (?<name>\S+)" was not provided""")]
    private static partial Regex MissingParameter();
}
