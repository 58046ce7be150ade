using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Blackbox.Api.OpenApi;

/// <summary>Every operation can answer 403 and 503, and an error's example shows its code.</summary>
internal sealed class ProblemResponses : IOpenApiOperationTransformer
{
    private static readonly Dictionary<string, (string Code, string Detail)> Examples = new()
    {
        ["400"] = ("invalid_request", "'to' must not be before 'from'."),
        ["403"] = ("not_local", "Blackbox has no accounts yet, so it answers only the machine that it runs on."),
        ["404"] = ("not_found", "There is no such thing."),
        ["409"] = ("conflict", "Somebody else changed the same thing at the same time. Try again."),
        ["412"] = ("note_changed", "The note was changed since you read it."),
        ["422"] = ("idempotency_key_reused", "This Idempotency-Key was used for another request within the last 24 hours."),
        ["503"] = ("starting", "Blackbox is starting: its database is being prepared."),
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        var path = context.Description.RelativePath ?? "";
        if (path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("admin-api/", StringComparison.Ordinal))
        {
            operation.Responses.TryAdd("403", new OpenApiResponse { Description = "The request did not come from this machine, or from a page of another site." });
            operation.Responses.TryAdd("503", new OpenApiResponse { Description = "Blackbox is starting. Try again after Retry-After seconds." });
        }
        foreach (var (status, response) in operation.Responses)
        {
            if (!Examples.TryGetValue(status, out var example) || response is not OpenApiResponse open || IsOther(open))
                continue;
            open.Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Example = Example(status, example.Code, example.Detail) },
            };
        }
        return Task.CompletedTask;
    }

    private static bool IsOther(OpenApiResponse response) => response.Content?.ContainsKey("application/json") == true;

    private static JsonObject Example(string status, string code, string detail) => new()
    {
        ["type"] = "https://tools.ietf.org/html/rfc9110#section-15",
        ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)),
        ["status"] = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
        ["detail"] = detail,
        ["code"] = code,
    };
}
