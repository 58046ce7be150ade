using Microsoft.OpenApi;

namespace Blackbox.Api.OpenApi;

internal static class OpenApiSetup
{
    private const string Document = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddSingleton<CommentReader>().AddOpenApi(Document, options =>
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
            options.AddOperationTransformer<Comments>();
            options.AddSchemaTransformer<Comments>();
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
}
