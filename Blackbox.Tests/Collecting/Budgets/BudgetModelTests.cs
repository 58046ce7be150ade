using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Budgets;

/// <summary>
/// Nodes and a platform in any order: requests arrive when they like, answers too, some cost nothing, some get lost, windows end in between. The platform
/// never has to refuse.
/// </summary>
public sealed class BudgetModelTests(BudgetWorld world) : IClassFixture<BudgetWorld>
{
    private const int Limit = 40;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Platform_never_has_to_refuse(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime(BudgetWorld.Start);
        var token = BudgetWorld.Token();
        RequestBudgets[] nodes = [await world.NodeAsync(time, Small), await world.NodeAsync(time, Small)];
        var onTheWay = new List<BudgetLease>();
        var answered = new List<(BudgetLease Lease, bool Free, RateLimitHeaders Said)>();
        // The platform's clock is two minutes behind ours.
        var (ends, used, served, windows) = (BudgetWorld.Start + Window, 0, 0, 0);

        for (var step = 0; step < 1_500; step++)
        {
            switch (random.Next(10))
            {
                case < 4:
                    if (onTheWay.Count + answered.Count < 8)
                        await TakeAsync(nodes[random.Next(2)]);
                    break;
                case < 7 when onTheWay.Count > 0:
                    Serve(Pick(onTheWay));
                    break;
                case < 9 when answered.Count > 0:
                    var (lease, free, said) = Pick(answered);
                    await lease.SettleAsync(free, random.Next(20) == 0 ? null : said);
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(random.Next(120)));
                    break;
            }
        }

        Assert.True(windows >= 5, $"{windows} windows");
        // It is used well, too.
        Assert.True(served >= windows * Limit / 2, $"{served} requests served in {windows} windows");

        static void Small(BudgetOptions options) => options.UnknownAllowance = 10;

        async Task TakeAsync(RequestBudgets node)
        {
            try
            {
                onTheWay.Add(await node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, TestContext.Current.CancellationToken));
            }
            catch (PlatformThrottledException exception)
            {
                Assert.True(exception.Until > time.GetUtcNow());
            }
        }

        void Serve(BudgetLease lease)
        {
            var now = time.GetUtcNow();
            if (now >= ends)
                (ends, used, windows) = (now + Window, 0, windows + 1);
            var free = random.Next(4) == 0;
            if (!free)
            {
                Assert.True(used < Limit, "The platform had to refuse.");
                used++;
                served++;
            }
            answered.Add((lease, free, new(Limit, Limit - used, (ends - TimeSpan.FromMinutes(2)).ToUnixTimeSeconds(), ends - now + TimeSpan.FromSeconds(1))));
        }

        T Pick<T>(List<T> list)
        {
            var index = random.Next(list.Count);
            var item = list[index];
            list.RemoveAt(index);
            return item;
        }
    }
}
