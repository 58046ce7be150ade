using System.Collections.Concurrent;
using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Blackbox.Tests.Collecting.GitHub.Client;

/// <summary>A node that asks GitHub: the client as a host builds it, and everything that it says to the outside.</summary>
internal sealed class ClientWorld : IAsyncDisposable
{
    public const string Token = "ghp_0123456789SecretOfMona";

    private readonly ServiceProvider _services;
    private readonly ActivityListener _listener;

    public ClientWorld(Action<RestClientOptions>? client = null, Action<BudgetOptions>? budgets = null, IConnectionMultiplexer? redis = null)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(Said)))
            .AddRestClient()
            .AddSingleton<GitHubAccessTest>()
            .ConfigureAll<RestClientOptions>(options =>
            {
                options.RetryDelay = TimeSpan.FromMilliseconds(5);
                client?.Invoke(options);
            })
            .Configure<BudgetOptions>(options => budgets?.Invoke(options));
        if (redis is not null)
            services.AddSingleton(redis);
        _services = services.BuildServiceProvider();
        _listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Said.Enqueue(
                string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Concat(
                    activity.Events.SelectMany(e => e.Tags).Select(tag => $"{tag.Key}={tag.Value}")).Append(activity.DisplayName))),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Logs of all levels, and spans.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public RequestBudgets Budgets => _services.GetRequiredService<RequestBudgets>();

    public CollectionReport Tally { get; } = new();

    public GitHubAccessTest AccessTest => _services.GetRequiredService<GitHubAccessTest>();

    public RestSession Open(string url, FetchMemory? memory = null, string? token = Token, int priority = TaskPriority.Critical) =>
        _services.GetRequiredService<RestClient>().Open(GitHubDialect.Instance, Access(url, token), memory, Tally, priority);

    public static ConnectionAccess Access(string url, string? token = Token) =>
        new(new() { Platform = Platforms.GitHub, Name = "GitHub", BaseUrl = url }, token is null ? null : new Secret(token));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
    }

    private sealed class Recorder(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
