using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Blackbox.Api.OpenApi;

/// <summary>Describes operations and members with the comments that stand in the source.</summary>
internal sealed class Comments(CommentReader comments) : IOpenApiOperationTransformer, IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().FirstOrDefault() is not { } handler)
            return Task.CompletedTask;
        operation.Summary ??= comments.Summary(handler);
        operation.Description ??= comments.Remarks(handler);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            var described = context.Description.ParameterDescriptions.FirstOrDefault(candidate => candidate.Name == parameter.Name);
            parameter.Description ??= comments.Parameter(handler, described?.ParameterDescriptor?.Name ?? parameter.Name ?? "") ?? DescriptionOf(described);
            if (IsDay(described) && parameter.Schema is OpenApiSchema schema)
                (schema.Format, schema.Examples) = ("date", ["2026-11-20"]);
        }
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property)
            schema.Description ??= comments.Member(property.DeclaringType, property.Name);
        return Task.CompletedTask;
    }

    private static string? DescriptionOf(ApiParameterDescription? parameter) => parameter?.Name switch
    {
        "cursor" => "The `next` of the page before.",
        "limit" => $"1 to {PageSizeAttribute.Max}; {PageSizeAttribute.Default} when it is left out.",
        "date" => "One local date.",
        _ => null,
    };

    private static bool IsDay(ApiParameterDescription? parameter) =>
        (Nullable.GetUnderlyingType(parameter?.ParameterDescriptor?.ParameterType ?? typeof(object)) ?? parameter?.ParameterDescriptor?.ParameterType) == typeof(Day);
}
