using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;
using static Blackbox.Tests.Summaries.Record;

namespace Blackbox.Tests.Summaries;

public sealed class ExtractiveTests
{
    private static readonly DayActivity[] RealisticDay =
    [
        Commit("feat(search): fuse full text and vectors", ["Core/Search/Searcher.cs", "Core/Search/Sql.cs"], body: "Refs BB-12", hour: 9),
        Commit("feat(search): read dates out of a query (BB-12)", ["Core/Search/Dates.cs"], hour: 10),
        Commit("Fix the border of a day when clocks change", ["Core/Collecting/TimeWindow.cs"], hour: 11),
        Commit("docs: say how search ranks", ["docs/search.md"], hour: 12),
        Commit("Merge pull request #31 from mina/search", body: "Search that finds things", merge: true, hour: 13),
        Commit("Bump xunit from 3.1.0 to 3.2.2", ["Directory.Packages.props"], hour: 14),
        Commit("Update", ["web/package-lock.json"], added: 4000, hour: 15),
        Commit("Handle an empty basket", ["src/basket.ts"], "/src/shop.git", hour: 16, by: "Jun Lee"),
        Commit("Pair on the checkout", ["src/checkout.ts"], "/src/shop.git", hour: 17, by: "Ada Byron", role: "co-author"),
    ];

    [Fact]
    public void Git_day_reads_as_a_log_by_repository_and_purpose()
    {
        var text = ExtractiveSummarizer.Write(Day(RealisticDay));

        Assert.Equal(
            """
            8 commits and 1 merge in 2 repositories, 9 files touched (+4,080 −18 lines), mostly in `Core/Search` and `src`. 2 of them by Ada Byron and Jun Lee.

            ### blackbox

            **Features**

            - BB-12: Fuse full text and vectors (BB-12); Read dates out of a query (BB-12) · 2 commits · `Dates.cs`, `Searcher.cs` and `Sql.cs` in `Core/Search` · +30 −6

            **Fixes**

            - Fix the border of a day when clocks change · `TimeWindow.cs` in `Core/Collecting` · +10 −2

            **Documentation**

            - Say how search ranks · `search.md` in `docs` · +10 −2

            **Besides**

            - 1 merge of Search that finds things (\#31)
            - 2 small commits: dependency updates and lock files · +4,010 −4

            ### shop

            **Fixes**

            - Handle an empty basket · `basket.ts` in `src` · +10 −2 · by Jun Lee

            **Other work**

            - Pair on the checkout · `checkout.ts` in `src` · +10 −2 · by Ada Byron, co-authored
            """,
            text.Content);
    }
}
