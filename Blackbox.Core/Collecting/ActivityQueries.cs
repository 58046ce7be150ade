using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting;

public static class ActivityQueries
{
    /// <summary>
    /// What belongs to a user's record: the activities of their identities that are still there at the source. A thing that several of their
    /// identities or connections know (a commit in two clones, author and co-author) counts once. What is private is only in the record of who did it.
    /// </summary>
    public static IQueryable<Activity> ActivitiesOf(this BlackboxDb db, Guid userId)
    {
        var mine = db.Activities.Where(activity => activity.DeletedAt == null
            && db.Identities.Any(identity => identity.Id == activity.IdentityId && identity.UserId == userId
                && (!activity.IsPrivate || identity.AssignedBy != IdentityAssignment.Scope)));
        return mine.Where(activity => !mine.Any(earlier =>
            earlier.Platform == activity.Platform && earlier.ExternalId == activity.ExternalId && earlier.Id.CompareTo(activity.Id) < 0));
    }

    public static IQueryable<Activity> Within(this IQueryable<Activity> activities, TimeWindow window) =>
        activities.Where(activity => activity.OccurredAt >= window.From && activity.OccurredAt < window.To);
}
