using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;

namespace Blackbox.Core.Runs;

public static class FirstRuns
{
    /// <summary>Asks for what a new connection is shown with: its last days, or its last active ones where they are older. A second time asks for nothing.</summary>
    public static Task<Run> RequestFirstRunAsync(
        this BlackboxDb db, User user, Connection connection, ConnectionTest test, int days, TimeProvider time, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone);
        var (from, to) = test.FirstDates(TimeWindow.LocalDate(time.GetUtcNow(), zone), days, zone);
        return db.RequestRunAsync(user.Id, RunTrigger.FirstStart, from, to, connection.Id, $"first:{connection.Id}", cancellationToken);
    }
}
