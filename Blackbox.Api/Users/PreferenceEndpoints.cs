using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Users;

internal static class PreferenceEndpoints
{
    public static IEndpointRouteBuilder MapPreferences(this IEndpointRouteBuilder api)
    {
        var preferences = api.MapGroup("/me/preferences").WithTags("Me");
        preferences.MapGet("/", Get);
        preferences.MapPatch("/", Change).ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>How the user likes things.</summary>
    private static async Task<Ok<PreferencesView>> Get(CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PreferencesView((await db.PlatformOrderOfAsync(user.Id, cancellationToken)).Names));

    /// <summary>Changes them. Another order of platforms is in every day's log soon after, without a language model being asked.</summary>
    private static async Task<Results<Ok<PreferencesView>, ProblemHttpResult>> Change(
        ChangePreferences change, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (change.PlatformOrder is { } names)
        {
            if (Wrong(names) is { } wrong)
                return Problems.Invalid("platformOrder", wrong);
            await db.SetPlatformOrderAsync(user.Id, new(names), time, cancellationToken);
        }
        return await Get(user, db, cancellationToken);
    }

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Wrong(IReadOnlyList<string> names)
    {
        if (names.Count > PlatformOrder.MaxNames)
            return $"At most {PlatformOrder.MaxNames} platforms can be named.";
        if (names.FirstOrDefault(name => name is not { Length: > 0 and <= Platforms.MaxLength } || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) is not null
            || names.Contains(null!))
            return "A platform's name has lower-case letters only, as github.";
        return names.Distinct(StringComparer.Ordinal).Count() < names.Count ? "Each platform can be named once." : null;
    }
}

/// <param name="PlatformOrder">Platforms in the order of the daily log, as `["jira", "github"]`; the others follow by name.</param>
public sealed record ChangePreferences([property: MaxLength(PlatformOrder.MaxNames)] IReadOnlyList<string>? PlatformOrder);

/// <param name="PlatformOrder">Platforms in the order of the daily log; the others follow by name.</param>
internal sealed record PreferencesView(IReadOnlyList<string> PlatformOrder);
