using Blackbox.ServiceDefaults;
using Blackbox.Simulators.GitHub;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGitHubSimulator(new GitHubSimulatorOptions());

var app = builder.Build();
app.MapDefaultEndpoints();
app.UseGitHubSimulator();
app.Run();
