using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;

var postgres = builder.AddPostgres("postgres")
    // The image comes before the volume: where it is mounted depends on the tag.
    .WithImage("pgvector/pgvector", "pg17")
    .WithHostPort(settings.GetValue("Ports:Postgres", 7400))
    .WithArgs(
        "-c", "shared_buffers=128MB", "-c", "effective_cache_size=384MB",
        "-c", "work_mem=4MB", "-c", "maintenance_work_mem=64MB",
        "-c", "max_connections=30",
        "-c", "random_page_cost=1.1",
        "-c", "log_min_duration_statement=500",
        // A failing statement is its client's to log; here it would only stand twice.
        "-c", "log_min_messages=log",
        "-c", "timezone=UTC");

var redis = builder.AddRedis("redis")
    .WithImageTag("8-alpine")
    .WithHostPort(settings.GetValue("Ports:Redis", 7410));

var ollama = builder.AddOllama("ollama");

// Tests run on data that is thrown away.
if (settings.GetValue("UseVolumes", true))
{
    postgres.WithDataVolume(settings["Volumes:Postgres"] ?? "blackbox-postgres");
    redis.WithDataVolume(settings["Volumes:Redis"] ?? "blackbox-redis").WithPersistence();
    ollama.WithDataVolume(settings["Volumes:Ollama"] ?? "blackbox-ollama");
}

var database = postgres.AddDatabase("blackbox");
var chat = ollama.AddModel("chat", settings["Models:Chat"] ?? "qwen2.5:1.5b");
var embedding = ollama.AddModel("embedding", settings["Models:Embedding"] ?? "bge-m3");

// Made at the first start and kept: secrets in the database open only with it.
var encryptionKey = builder.AddParameter("encryption-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

// Nothing waits for the models: without them the built-in summariser and embedder do the work.
var worker = builder.AddProject<Projects.Blackbox_Worker>("worker")
    .WithReference(database).WaitFor(database)
    .WithReference(redis).WaitFor(redis)
    .WithReference(chat)
    .WithReference(embedding)
    .WithEnvironment("Encryption__Key", encryptionKey);

// A first start shows something real: the history of this clone, and of the repositories that ./up.sh --repo names.
var clone = Path.GetFullPath("..", builder.AppHostDirectory);
if (settings["FirstStart:OwnRepository"] is null && Path.Exists(Path.Combine(clone, ".git")))
{
    worker.WithEnvironment("FirstStart__OwnRepository", clone);
}

// ./up.sh --simulate: a living team on GitHub, Jira, Confluence and Slack that are made up, without any credential.
if (settings.GetValue("Simulate", false))
{
    var simulator = builder.AddProject<Projects.Blackbox_Simulators>("simulator").WithHttpHealthCheck("/_simulator/health");
    worker.WithEnvironment("FirstStart__Simulator", simulator.GetEndpoint("http")).WaitFor(simulator);
}

foreach (var (key, value) in settings.GetSection("FirstStart").AsEnumerable().Where(setting => !string.IsNullOrEmpty(setting.Value)))
{
    worker.WithEnvironment(key.Replace(":", "__"), value);
}

builder.AddProject<Projects.Blackbox_Api>("api")
    .WithReference(database).WaitFor(database)
    .WithReference(redis).WaitFor(redis)
    .WithReference(chat)
    .WithReference(embedding)
    .WithEnvironment("Encryption__Key", encryptionKey)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Blackbox")
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API documentation" });

builder.Build().Run();
