using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Blackbox.Api.OpenApi;

internal static class OpenApiSetup
{
    private const string Document = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Blackbox";
                document.Info.Description =
                    "A flight recorder for developers' work. Dates are local dates in the user's time zone; instants are UTC. "
                    + "Every error is an RFC 9457 problem with a stable `code`. Lists are pages: pass `next` of an answer as `cursor` for what follows.";
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer(ParametersAsText);
            options.AddOperationTransformer<ProblemResponses>();
        });

    public static WebApplication MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Blackbox API";
            ui.SwaggerEndpoint($"/openapi/{Document}.json", "Blackbox v1");
        });
        return app;
    }

    // Own types that are read from an address are texts for whoever writes them.
    private static Task ParametersAsText(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type != typeof(Day) && type != typeof(Cursor))
            return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        schema.Properties = null;
        schema.Required = null;
        schema.Format = type == typeof(Day) ? "date" : null;
        schema.Examples = type == typeof(Day) ? ["2026-11-20"] : null;
        return Task.CompletedTask;
    }
}
