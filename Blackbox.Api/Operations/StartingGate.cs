using Blackbox.Api.Errors;
using Blackbox.Api.Pages;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Blackbox.Api.Operations;

/// <summary>Until the schema is current and there is a user, nothing that needs them answers. From then on it says who makes the request.</summary>
internal sealed class StartingGate(RequestDelegate next, SchemaGate schema, CurrentUserSource users)
{
    private static readonly PathString[] Open = ["/health", "/alive", "/openapi", "/docs"];

    /// <summary>How long a request waits for a database that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        // Files are endpoints too, and need no database.
        var isFile = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null;
        if (isFile || Open.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            await next(context);
            return;
        }
        // Whoever is known was found in a current schema.
        if ((users.Known ?? await FindUserAsync(context.RequestAborted)) is { } user)
        {
            context.Features.Set(user);
            await next(context);
            return;
        }
        context.Response.Headers.RetryAfter = "3";
        if (ProblemWriter.WantsPage(context.Request))
            await new RazorComponentResult<StartingPage> { StatusCode = StatusCodes.Status503ServiceUnavailable }.ExecuteAsync(context);
        else
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, "starting", "Blackbox is starting: its database is being prepared.").ExecuteAsync(context);
    }

    private async Task<CurrentUser?> FindUserAsync(CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(Patience);
        try
        {
            // A server that accepts and then says nothing is waited for whatever the token says.
            return await schema.IsCurrentAsync(patience.Token).WaitAsync(patience.Token)
                ? await users.FindAsync(patience.Token).AsTask().WaitAsync(patience.Token)
                : null;
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException { IsTransient: true } or InvalidOperationException { InnerException: NpgsqlException { IsTransient: true } })
        {
            return null;
        }
    }
}
