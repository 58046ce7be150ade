using Blackbox.Core.Collecting;

namespace Blackbox.Api.Users;

/// <summary>Whose record a request is about.</summary>
public sealed record CurrentUser(Guid Id, string Email, string Name, string TimeZone, bool IsAdmin)
{
    /// <summary>Decides on which local date an instant falls.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    public DateOnly Today(TimeProvider time) => TimeWindow.LocalDate(time.GetUtcNow(), Zone);

    public TimeWindow WindowOf(DateOnly from, DateOnly to) => TimeWindow.OfDates(from, to, Zone);
}
