using System.Globalization;
using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

/// <summary>At most 300 events, of the last thirty days, newest first.</summary>
internal static class EventEndpoints
{
    private const int Most = 300;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    public static ApiEndpoint[] All { get; } =
    [
        new("repos/{owner}/{repo}/events", [], call => Page(call, call.Repository.Events)),
        new("users/{login}/events", [], OfPerson),
    ];

    private static Answer OfPerson(GitHubCall call)
    {
        if (call.Organisation.FindPerson(call.Route["login"]) is not { } person)
            return Answer.NotFound();
        // What happens in private repositories a person sees in their own events only.
        var isSelf = person.Login.Equals(call.Who.Login, StringComparison.OrdinalIgnoreCase);
        return Page(call, call.Organisation.EventsOf(person.Login)
            .Where(entry => entry.Repository.Availability == Availability.Normal && call.CanSee(entry.Repository) && (isSelf || !entry.Repository.IsPrivate)));
    }

    private static Answer Page(GitHubCall call, IEnumerable<TimelineEvent> events)
    {
        if (((call.Page - 1L) * call.PerPage) >= Most)
            return Answer.Invalid("In order to keep the API fast for everyone, pagination is limited for this resource.");
        var newest = events.Reverse()
            .TakeWhile(entry => entry.CreatedAt > call.Now - Reach)
            .Take(Most)
            .ToList();
        return call.Page(newest, call.Payload.Event) with
        { Headers = [("X-Poll-Interval", ((long)call.Options.PollInterval.TotalSeconds).ToString(CultureInfo.InvariantCulture))] };
    }
}
