using Blackbox.ServiceDefaults;
using Blackbox.Simulators.GitHub;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

// Section "GitHub": each of GitHubSimulatorOptions' settings may be given, as GitHub__People or --GitHub:EndDate.
var options = StackOptions.For(TimeProvider.System);
builder.Configuration.GetSection("GitHub").Bind(options);
builder.AddGitHubSimulator(options);

var app = builder.Build();
app.MapDefaultEndpoints();
app.UseGitHubSimulator();
app.Run();
