using Blackbox.Api;
using Blackbox.Api.Access;
using Blackbox.Api.Errors;
using Blackbox.Api.Events;
using Blackbox.Api.Llm;
using Blackbox.Api.OpenApi;
using Blackbox.Api.Operations;
using Blackbox.Api.Pages;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Search;
using Blackbox.Core.Secrets;
using Blackbox.Core.Summaries;
using Blackbox.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
// Run from its build output it finds the pages' files in every environment; published, they stand beside it.
builder.WebHost.UseStaticWebAssets();

builder.AddServiceDefaults();
builder.AddRedisClient("redis");
builder.AddModels();
builder.Services.AddHttpClient(RestSetup.HttpClientName).WithoutDefaultResilience();
builder.Services.AddBlackboxData();
builder.EnrichNpgsqlDbContext<BlackboxDb>(settings => settings.DisableRetry = true);
builder.Services.AddSecrets().AddLocking();
builder.Services.AddCollecting().AddPlatforms();
builder.Services.AddSummaries().AddSearch();

builder.Services.AddErrors();
builder.Services.AddAccess();
builder.Services.AddHealth();
builder.Services.AddApi();
builder.Services.AddLiveEvents();
builder.Services.AddApiDocument();
builder.Services.AddPages();

var app = builder.Build();

app.UseErrors();
app.UseAccess();
app.UseStartingGate();
app.UseAntiforgery();

app.MapDefaultEndpoints();
app.MapHealth();
app.MapApiDocument();
app.MapApi();
app.MapLiveEvents();
app.MapPages();

app.Run();
