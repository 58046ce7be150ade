using Blackbox.Api.Admin;
using Blackbox.Api.Collecting;
using Blackbox.Api.Errors;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

/// <summary>Who is who, for admins.</summary>
internal static class PeoplePageEndpoints
{
    private const int PageSize = 50;
    private const int MaxClaims = 50;
    private const int MaxUsers = 500;
    private const int MaxHistory = 100;

    public static IEndpointRouteBuilder MapPeoplePages(this IEndpointRouteBuilder pages)
    {
        var people = pages.MapGroup("/people").AddEndpointFilter<AdminOnly>();
        people.MapGet("/", Show);
        people.MapGet("/{id:guid}", ShowOne);
        people.MapPost("/{id:guid}/assign", Assign);
        people.MapPost("/{id:guid}/unassign", Unassign);
        people.MapPost("/changes/{id:guid}/undo", Undo);
        people.MapPost("/claims/{id:guid}", Decide);
        people.MapPost("/connections/{id:guid}/sync", Sync);
        return pages;
    }

    private static Task<RazorComponentResult<PeoplePage>> Show(
        [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, CancellationToken cancellationToken) =>
        RenderAsync(filter, null, db, shell, directories, cancellationToken);

    private static async Task<Results<RazorComponentResult<PersonPage>, NotFound>> ShowOne(
        Guid id, BlackboxDb db, PageShell shell, CancellationToken cancellationToken)
    {
        if (await AdminIdentityQuery.FindAsync(db, shell.User.Id, id, cancellationToken) is not { } identity)
            return TypedResults.NotFound();
        var history = await IdentityChangeView.ListAsync(db, id, null, MaxHistory, cancellationToken);
        return await shell.RenderAsync<PersonPage>(new PersonModel(identity, history), cancellationToken);
    }

    private static async Task<IResult> Assign(
        Guid id, [FromForm] Guid userId, [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await AdminIdentityEndpoints.IsManagedAsync(db, shell.User, [id], cancellationToken))
            return TypedResults.NotFound();
        var result = await db.AssignIdentitiesAsync([id], userId, IdentityAction.Assign, shell.User.Id, time, cancellationToken);
        return await AnswerAsync(result, "identity", filter with { Changed = id }, db, shell, directories, cancellationToken);
    }

    private static async Task<IResult> Unassign(
        Guid id, [FromForm] Guid? userId, [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await AdminIdentityEndpoints.IsManagedAsync(db, shell.User, [id], cancellationToken))
            return TypedResults.NotFound();
        var result = await db.UnassignIdentityAsync(id, userId, shell.User.Id, time, cancellationToken);
        return await AnswerAsync(result, "identity", filter with { Changed = id }, db, shell, directories, cancellationToken);
    }

    private static async Task<IResult> Undo(
        Guid id, [FromForm] string? token, [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await IdentityChangeEndpoints.IsManagedAsync(db, shell.User, db.IdentityChanges.Where(change => change.Id == id), cancellationToken))
            return TypedResults.NotFound();
        var result = await db.UndoChangeAsync(id, shell.User.Id, time, cancellationToken);
        return await AnswerAsync(result, "change", filter with { Changed = null }, db, shell, directories, cancellationToken);
    }

    private static async Task<IResult> Decide(
        Guid id, [FromForm] string? decision, [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var result = decision == "approve" ? await db.ApproveClaimAsync(id, shell.User.Id, time, cancellationToken)
            : await db.RejectClaimAsync(id, shell.User.Id, time, cancellationToken) ? new(AssignmentOutcome.Done, IdentityBatch.Nothing)
            : new(AssignmentOutcome.AlreadyDecided, IdentityBatch.Nothing);
        return await AnswerAsync(result, "claim", filter, db, shell, directories, cancellationToken);
    }

    private static async Task<IResult> Sync(
        Guid id, [FromForm] string? token, [AsParameters] PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var problem = await SharedConnectionEndpoints.RequestDirectoryAsync(db, id, shell.User, directories, time, cancellationToken);
        return problem is null ? TypedResults.LocalRedirect($"/people{filter.Query()}")
            : await RenderAsync(filter, problem.Words(), db, shell, directories, cancellationToken, problem.StatusCode);
    }

    private static async Task<IResult> AnswerAsync(
        AssignmentResult result, string thing, PeopleFilter filter, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories,
        CancellationToken cancellationToken) =>
        result.Problem(thing) is { } problem
            ? await RenderAsync(filter, problem.Words(), db, shell, directories, cancellationToken, problem.StatusCode)
            : TypedResults.LocalRedirect($"/people{filter.Query()}");

    private static async Task<RazorComponentResult<PeoplePage>> RenderAsync(
        PeopleFilter filter, string? error, BlackboxDb db, PageShell shell, IEnumerable<IDirectory> directories, CancellationToken cancellationToken,
        int status = StatusCodes.Status200OK)
    {
        var wanted = new AdminIdentityFilter(filter.Connection, null, filter.Shown, filter.Q is null ? null : Texts.Storable(Texts.Cut(filter.Q, 200)));
        var people = await AdminIdentityQuery.ListAsync(db, shell.User.Id, wanted, filter.After, PageSize + 1, cancellationToken);
        var next = people.Count > PageSize ? people[PageSize - 1].Id : (Guid?)null;
        if (next is not null)
            people.RemoveAt(PageSize);
        var changed = filter.Changed is { } id ? await AdminIdentityQuery.FindAsync(db, shell.User.Id, id, cancellationToken) : null;
        var platforms = directories.Select(directory => directory.Platform).ToHashSet(StringComparer.Ordinal);
        var connections = (await db.Connections.AsNoTracking().Where(c => c.UserId == null || c.UserId == shell.User.Id)
                .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(PageSizeAttribute.Max).ToListAsync(cancellationToken))
            .ConvertAll(c => new PeopleConnection(c.Id, c.Name, c.Platform, platforms.Contains(c.Platform), DirectoryView.Of(c)));
        var claims = await ClaimView.ListAsync(db, db.IdentityClaims.Where(claim => claim.Status == IdentityClaimStatus.Pending), null, MaxClaims, cancellationToken);
        var users = await db.Users.AsNoTracking().OrderBy(user => user.Name).ThenBy(user => user.Id).Take(MaxUsers)
            .Select(user => new UserView(user.Id, user.Name, user.Email)).ToListAsync(cancellationToken);
        return await shell.RenderAsync<PeoplePage>(new PeopleModel(filter, people, changed, next, connections, claims, users, error), cancellationToken, status);
    }
}

/// <param name="State">As <see cref="AssignmentState"/>; those who are nobody's when left out.</param>
/// <param name="After">The last identity of the page before.</param>
/// <param name="Changed">What was just changed, to be shown with a way back.</param>
public sealed record PeopleFilter(
    [FromQuery(Name = "connection")] Guid? Connection, [FromQuery(Name = "state")] string? State, [FromQuery(Name = "q")] string? Q,
    [FromQuery(Name = "after")] Guid? After, [FromQuery(Name = "changed")] Guid? Changed)
{
    public AssignmentState Shown => State switch { "assigned" => AssignmentState.Assigned, "all" => AssignmentState.All, _ => AssignmentState.Unassigned };

    public string Query()
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in ((string, string?)[])[("connection", Connection?.ToString()), ("state", State), ("q", Q), ("after", After?.ToString()), ("changed", Changed?.ToString())])
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }
        return query.ToString();
    }
}

/// <param name="Changed">What was just changed.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record PeopleModel(
    PeopleFilter Filter, IReadOnlyList<AdminIdentityView> People, AdminIdentityView? Changed, Guid? Next, IReadOnlyList<PeopleConnection> Connections,
    IReadOnlyList<ClaimView> Claims, IReadOnlyList<UserView> Users, string? Error);

/// <param name="HasDirectory">Its platform can list its people.</param>
public sealed record PeopleConnection(Guid Id, string Name, string Platform, bool HasDirectory, DirectoryView Directory);

public sealed record PersonModel(AdminIdentityView Identity, IReadOnlyList<IdentityChangeView> History);
