// An application for the tests of the engine. Which parts it has comes from the configuration, so that each test starts only
// what it looks at.
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;

var service = builder.AddProject<Projects.Sample_Service>("service")
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Sample")
    .WithEnvironment("MADE", builder.AddParameter("made", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true));

if (settings.GetValue("Servers", false))
{
    var postgres = builder.AddPostgres("postgres").WithHostPort(settings.GetValue<int?>("PostgresPort")).WithArgs("-c", "work_mem=5MB");
    var redis = builder.AddRedis("redis").WithHostPort(settings.GetValue<int?>("RedisPort"));
    if (settings.GetValue("UseVolumes", false))
    {
        postgres.WithDataVolume("sample-postgres");
        redis.WithDataVolume("sample-redis");
    }

    var database = postgres.AddDatabase("app", "app-data");
    service.WithReference(database).WaitFor(database).WithReference(redis).WaitFor(redis);
}

if (settings.GetValue("Models", false))
{
    var ollama = builder.AddOllama("ollama");
    service.WithReference(ollama.AddModel("chat", "some-model:1b"));
}

if (settings.GetValue("Replicas", 0) is > 0 and var replicas)
{
    var other = builder.AddProject<Projects.Sample_Service>("other")
        .WithReplicas(replicas).WithHttpHealthCheck("/health").WithReference(service).WaitFor(service);
    other.WithEnvironment("SECRET", builder.AddParameter("secret", secret: true));
}

builder.Build().Run();
