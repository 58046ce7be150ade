using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Turns the client's profiled commands into spans. The client hands them out per context, here the activity that was current when a
/// command was sent, once profiling of that context is finished.
/// </summary>
internal sealed class RedisTracing(TimeProvider time) : BackgroundService
{
    public const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    /// <summary>Above this many unfinished contexts of a connection, commands go untraced: telemetry must not fill the memory.</summary>
    private const int MaxContexts = 1000;

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentBag<Profiler> _profilers = [];

    public void Follow(IConnectionMultiplexer connection)
    {
        var profiler = new Profiler(connection);
        connection.RegisterProfiler(profiler);
        _profilers.Add(profiler);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(SweepInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
            Sweep();
        }
    }

    private void Sweep()
    {
        foreach (var profiler in _profilers)
        {
            profiler.ReportStoppedContexts();
        }
    }

    private sealed class Profiler(IConnectionMultiplexer connection) : IProfiler
    {
        private readonly ConcurrentDictionary<Activity, bool> _contexts = new();

        public object? GetContext()
        {
            if (!Source.HasListeners() || Activity.Current is not { IsStopped: false, Recorded: true } current)
            {
                return null;
            }

            if (_contexts.ContainsKey(current))
            {
                return current;
            }

            if (_contexts.Count >= MaxContexts)
            {
                return null;
            }

            if (_contexts.TryAdd(current, true))
            {
                connection.BeginProfiling(current);
            }

            return current;
        }

        public void ReportStoppedContexts()
        {
            foreach (var context in _contexts.Keys)
            {
                if (context.IsStopped && _contexts.TryRemove(context, out _))
                {
                    foreach (var command in connection.FinishProfiling(context, allowCleanupSweep: false))
                    {
                        Report(command, context.Context);
                    }
                }
            }
        }

        private static void Report(IProfiledCommand command, ActivityContext parent)
        {
            var start = new DateTimeOffset(DateTime.SpecifyKind(command.CommandCreated, DateTimeKind.Utc));
            using var activity = Source.StartActivity(command.Command, ActivityKind.Client, parent, startTime: start);
            if (activity is null)
            {
                return;
            }

            activity.SetTag("db.system", "redis");
            activity.SetTag("db.statement", command.Command);
            activity.SetTag("db.redis.database_index", command.Db);
            switch (command.EndPoint)
            {
                case DnsEndPoint dns:
                    activity.SetTag("server.address", dns.Host);
                    activity.SetTag("server.port", dns.Port);
                    break;
                case IPEndPoint ip:
                    activity.SetTag("server.address", ip.Address.ToString());
                    activity.SetTag("server.port", ip.Port);
                    break;
            }

            activity.SetEndTime((start + command.ElapsedTime).UtcDateTime);
        }
    }
}
