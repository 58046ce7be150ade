using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Llm;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Blackbox.ServiceDefaults;
using Blackbox.Worker.Events;
using Blackbox.Worker.Jobs;
using Blackbox.Worker.Startup;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();

// What it needs from outside.
builder.Services.AddBlackboxData();
builder.EnrichNpgsqlDbContext<BlackboxDb>(settings => settings.DisableRetry = true);
builder.AddRedisClient("redis");
builder.AddOllamaApiClient("chat").AddChatClient();
builder.AddOllamaApiClient("embedding").AddEmbeddingGenerator();
builder.Services.LeaveModelCallsToCaller("chat", "embedding");
builder.Services.AddHttpClient(RestSetup.HttpClientName).WithoutDefaultResilience();

// What it does.
builder.Services.AddSecrets().AddLocking();
builder.Services.AddCollecting().AddPlatforms();
builder.Services.AddLlm().AddSummaries();
builder.Services.AddRuns().AddBackfills().AddEvents();
builder.Services.AddFirstStart();

// When: first the schema, then the scheduler, then what is asked for.
builder.Services.AddHostedService<Preparation>();
builder.Services.AddScheduling(builder.Configuration);
builder.Services.AddHostedService<JobDispatcher>();
builder.Services.AddHostedService<EventDispatching>();
builder.Services.AddHostedService<WebhookSending>();

builder.Build().Run();
