using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Collecting.Rest;

/// <summary>A node that asks a platform, as a host builds it.</summary>
internal sealed class RestWorld(TimeProvider? time = null, Action<BudgetOptions>? budgets = null, params (string Key, string Value)[] settings) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)).Prepend(new("Rest:RetryDelay", "00:00:00.005"))).Build())
        .AddLogging()
        .AddSingleton(time ?? TimeProvider.System)
        .AddRestClient()
        .Configure<BudgetOptions>(options => budgets?.Invoke(options))
        .BuildServiceProvider();

    public CollectionReport Tally { get; } = new();

    public RestSession Open(string url, FetchMemory? memory = null, string secret = "token-of-tess", RestDialect? dialect = null) =>
        _services.GetRequiredService<RestClient>().Open(
            dialect ?? new TestDialect(), new(new() { Platform = "testify", Name = "Testify", BaseUrl = url }, new Secret(secret)), memory, Tally,
            TaskPriority.Critical);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
