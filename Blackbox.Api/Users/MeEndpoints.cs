using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Users;

internal static class MeEndpoints
{
    public static IEndpointRouteBuilder MapMe(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Me");
        me.MapGet("/", Get);
        me.MapPatch("/", Change).ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>Whose record this is.</summary>
    private static Ok<MeView> Get(CurrentUser user, TimeProvider time) => TypedResults.Ok(MeView.Of(user, time));

    /// <summary>Changes the name or the time zone.</summary>
    /// <remarks>The time zone decides on which date an activity falls. Days that were summarised before are made anew when they are collected again.</remarks>
    private static async Task<Results<Ok<MeView>, ProblemHttpResult>> Change(
        ChangeMe change, CurrentUser user, CurrentUserSource users, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (change.TimeZone is { } zone && !await IsTimeZoneAsync(zone, db, cancellationToken))
            return Problems.Invalid("timeZone", $"'{zone}' is not an IANA time zone, as Asia/Seoul.");
        if (change.Name is { } name && string.IsNullOrWhiteSpace(name))
            return Problems.Invalid("name", "The name must not be empty.");

        var row = await db.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
        row.Name = change.Name is null ? row.Name : Texts.Storable(change.Name.Trim());
        row.TimeZone = change.TimeZone ?? row.TimeZone;
        await db.SaveChangesAsync(cancellationToken);
        users.Forget();
        return TypedResults.Ok(MeView.Of(user with { Name = row.Name, TimeZone = row.TimeZone }, time));
    }

    // .NET and PostgreSQL have their own copies of the time zones, and both are asked for local dates.
    private static async Task<bool> IsTimeZoneAsync(string zone, BlackboxDb db, CancellationToken cancellationToken) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId && found.Id == zone
        && await db.Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT 1 FROM pg_timezone_names WHERE name = {zone}) AS "Value" """).SingleAsync(cancellationToken);
}

/// <param name="Name">The name to show.</param>
/// <param name="TimeZone">An IANA name.</param>
public sealed record ChangeMe(
    [property: StringLength(User.MaxNameLength)] string? Name,
    [property: StringLength(64)] string? TimeZone);

/// <param name="TimeZone">IANA name. It decides on which local date an activity falls.</param>
/// <param name="Today">Today's date in that zone.</param>
internal sealed record MeView(Guid Id, string Email, string Name, string TimeZone, DateOnly Today, bool IsAdmin)
{
    public static MeView Of(CurrentUser user, TimeProvider time) =>
        new(user.Id, user.Email, user.Name, user.TimeZone, user.Today(time), user.IsAdmin);
}
