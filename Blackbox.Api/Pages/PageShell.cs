using Blackbox.Api.Events;
using Blackbox.Api.Runs;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

/// <summary>What every page shows around its own content.</summary>
internal sealed class PageShell(BlackboxDb db, CurrentUser user, TimeProvider time, IHttpContextAccessor accessor)
{
    private const string ThemeCookie = "theme";

    /// <summary>A page's content is not read earlier than so before it is rendered.</summary>
    private static readonly TimeSpan Rendering = TimeSpan.FromSeconds(10);

    public CurrentUser User => user;
    public DateOnly Today { get; } = user.Today(time);

    /// <summary>What the person chose; null to follow the system.</summary>
    public string? Theme { get; } = accessor.HttpContext?.Request.Cookies[ThemeCookie] is "light" or "dark" ? accessor.HttpContext.Request.Cookies[ThemeCookie] : null;

    /// <summary>The run that is under way and that somebody may wait for; null when none is. What goes on in the background by itself is not shown.</summary>
    public RunView? Run { get; private set; }

    /// <summary>Where in the order of events the page stands: it hears of what comes after. A little too early, as its content was read before.</summary>
    public long Position { get; private set; }

    public async Task<RazorComponentResult<TPage>> RenderAsync<TPage>(object model, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var run = await db.Runs.AsNoTracking().Open().Where(r => r.UserId == user.Id
                && r.Trigger != RunTrigger.Hourly && r.Trigger != RunTrigger.Followup && r.Trigger != RunTrigger.Backfill)
            .OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        Run = run is null ? null : RunView.Of(run);
        Position = await db.LatestSequenceAsync(user.Id, time.GetUtcNow() - Rendering, cancellationToken);
        return new(new Dictionary<string, object?> { ["Model"] = model }) { StatusCode = status };
    }
}
