using System.Globalization;
using Blackbox.Core.Summaries;

namespace Blackbox.Tests.Summaries;

/// <summary>What every extractive form promises.</summary>
internal static class SameText
{
    /// <summary>The text is the same whatever the order of the activities, their ids and the culture.</summary>
    public static void Assert(IReadOnlyList<DayActivity> activities, Func<DayActivity[], PlatformDay> day, string culture)
    {
        var expected = Forms.Extractive.Write(day([.. activities])).Content;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var random = new Random(4711);
            for (var i = 0; i < 50; i++)
            {
                var shuffled = activities.Select(a => a with { Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch) }).ToArray();
                random.Shuffle(shuffled);
                Xunit.Assert.Equal(expected, Forms.Extractive.Write(day(shuffled)).Content);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
