using Blackbox.Api.Pages;
using Blackbox.Api.Stats;

namespace Blackbox.Tests.Pages;

public sealed class HeatmapModelTests
{
    [Fact]
    public void Every_date_has_one_cell_in_its_weekdays_row()
    {
        for (var year = 2000; year <= 2100; year++)
        {
            var model = Model(year, []);
            var cells = Enumerable.Range(0, model.Weeks).SelectMany(column => Enumerable.Range(0, 7).Select(row => (row, column, Date: model.At(row, column))))
                .Where(cell => cell.Date is not null).ToList();
            Assert.Equal(DateTime.IsLeapYear(year) ? 366 : 365, cells.Count);
            Assert.Equal(cells.Count, cells.Select(cell => cell.Date).Distinct().Count());
            Assert.All(cells, cell => Assert.Equal((HeatmapModel.Row(cell.Date!.Value), model.Column(cell.Date.Value)), (cell.row, cell.column)));
            Assert.All(cells, cell => Assert.Equal(cell.row == 6, cell.Date!.Value.DayOfWeek == DayOfWeek.Sunday));
        }
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 1, 2, 3, 4, 500 })]
    [InlineData(new[] { 10_000 })]
    public void More_is_never_paler_and_something_is_never_empty(int[] counts)
    {
        var model = Model(2026, counts);
        var levels = Enumerable.Range(0, 600).Select(model.LevelOf).ToList();
        Assert.Equal(0, levels[0]);
        Assert.True(levels[1] >= 1);
        Assert.Equal(levels.Order(), levels);
        Assert.True(levels.Max() <= HeatmapModel.Levels);
    }

    [Fact]
    public void Streak_is_the_longest_run_of_dates()
    {
        Assert.Equal(0, Streak.LongestIn([]));
        Assert.Equal(3, Streak.LongestIn([new(2026, 1, 1), new(2026, 2, 27), new(2026, 2, 28), new(2026, 3, 1), new(2026, 3, 5)]));
    }

    private static HeatmapModel Model(int year, int[] counts) => new(
        year, new(year, 1, 1), new(year, 1, 1), counts.Select((count, day) => (new DateOnly(year, 1, 1).AddDays(day), count)).ToDictionary(pair => pair.Item1, pair => pair.count), [], 0);
}
