using Blackbox.Api.Errors;
using Blackbox.Api.Users;

namespace Blackbox.Api.Admin;

/// <summary>The one place that says who may do what is an admin's; a filter of the route groups that need one.</summary>
internal sealed class AdminOnly : IEndpointFilter
{
    public const string Code = "admin_only";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<CurrentUser>().IsAdmin
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.Of(StatusCodes.Status403Forbidden, Code, "Only an admin may do this."));
}
