using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Collecting;

internal static class ActivityEndpoints
{
    public static IEndpointRouteBuilder MapActivities(this IEndpointRouteBuilder api)
    {
        var activities = api.MapGroup("/activities").WithTags("Activities");
        activities.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        activities.MapGet("/{id:guid}", Get).ProducesProblem(StatusCodes.Status404NotFound);
        return api;
    }

    /// <summary>What the user did, newest first.</summary>
    /// <param name="date">One local date.</param>
    /// <param name="from">First local date, instead of a date.</param>
    /// <param name="to">Last local date, inclusive.</param>
    /// <param name="platform">As `git`.</param>
    /// <param name="container">The repository, project or channel, exactly as activities name it.</param>
    private static async Task<Results<Ok<Page<ActivityView>>, ProblemHttpResult>> List(
        Day? date, Day? from, Day? to, [StringLength(Platforms.MaxLength)] string? platform, [StringLength(Activity.MaxContainerLength)] string? container,
        Cursor? cursor, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (!DateSpan.TryRead(date, from, to, out var span, out var problem))
            return problem;
        var size = limit ?? PageSizeAttribute.Default;
        var activities = db.ActivitiesOf(user.Id).AsNoTracking();
        if (span != DateSpan.All)
            activities = activities.Within(user.WindowOf(span.From, span.To));
        if (platform is not null)
            activities = activities.Where(a => a.Platform == platform);
        if (container is not null)
            activities = activities.Where(a => a.Container == container);
        if (cursor is { Instant: { } instant, Id: var id })
            activities = activities.Where(a => a.OccurredAt < instant || (a.OccurredAt == instant && a.Id.CompareTo(id) < 0));
        var rows = await activities.OrderByDescending(a => a.OccurredAt).ThenByDescending(a => a.Id)
            .Take(size + 1).Select(ActivityView.FromRow).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page<ActivityView>.Of(rows, size, a => Cursor.At(a.OccurredAt, a.Id)));
    }

    /// <summary>One activity with everything that its platform said.</summary>
    private static async Task<Results<Ok<ActivityDetailView>, ProblemHttpResult>> Get(
        Guid id, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        // One that several clones know has several ids; each of them is an answer here, so that evidence never points to nothing.
        var row = await db.Activities.AsNoTracking()
            .Where(a => a.Id == id && db.Identities.Any(i => i.Id == a.IdentityId && i.UserId == user.Id))
            .Join(db.Identities, a => a.IdentityId, i => i.Id, (a, i) => new
            {
                Activity = a,
                Person = i.DisplayName,
            }).SingleOrDefaultAsync(cancellationToken);
        return row is null ? Problems.NotFound("activity") : TypedResults.Ok(ActivityDetailView.Of(row.Activity, row.Person));
    }
}

/// <param name="Kind">As `commit` or `merge`.</param>
/// <param name="ExternalId">The platform's own key; for git the commit's sha.</param>
/// <param name="Container">The repository, project or channel.</param>
internal sealed record ActivityView(
    Guid Id, string Platform, string Kind, string ExternalId, DateTimeOffset OccurredAt, string Title, string Container, string? Url)
{
    public static readonly System.Linq.Expressions.Expression<Func<Activity, ActivityView>> FromRow = a =>
        new(a.Id, a.Platform, a.Kind, a.ExternalId, a.OccurredAt, a.Title, a.Container, a.Url);
}

/// <param name="Person">Who did it, as the platform names them.</param>
/// <param name="Details">What else the platform says; its shape is the platform's own.</param>
/// <param name="DeletedAt">When it was seen to be gone at the source; null while it is there.</param>
internal sealed record ActivityDetailView(
    Guid Id, string Platform, string Kind, string ExternalId, DateTimeOffset OccurredAt, string Title, string Body, string Container, string? Url,
    string Person, JsonElement Details, DateTimeOffset? DeletedAt)
{
    public static ActivityDetailView Of(Activity a, string person) => new(
        a.Id, a.Platform, a.Kind, a.ExternalId, a.OccurredAt, a.Title, a.Body, a.Container, a.Url, person,
        JsonSerializer.Deserialize<JsonElement>(a.Details), a.DeletedAt);
}
