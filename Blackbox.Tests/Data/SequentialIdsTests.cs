using Blackbox.Core.Data;

namespace Blackbox.Tests.Data;

public sealed class SequentialIdsTests
{
    [Fact]
    public void Ids_grow_and_are_of_version_7()
    {
        var ids = new SequentialIds(TimeProvider.System);
        var made = Enumerable.Range(0, 20_000).Select(_ => ids.Next()).ToList();
        Assert.Equal(made.Order(), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal(7, id.Version));
    }
}
