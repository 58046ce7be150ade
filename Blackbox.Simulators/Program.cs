using Blackbox.ServiceDefaults;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;
using Blackbox.Simulators.GitHub;
using Blackbox.Simulators.Jira;
using Blackbox.Simulators.Slack;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

// Each platform has a section of its own, whose settings are those of its options: as GitHub__People or --Jira:EndDate.
var (time, settings) = (TimeProvider.System, builder.Configuration);
builder.AddGitHubSimulator(new GitHubSimulatorOptions { UnreachableRepositories = false }.Living(time, settings.GetSection("GitHub")));
builder.AddJiraSimulator(new JiraSimulatorOptions().Living(time, settings.GetSection("Jira")));
builder.AddConfluenceSimulator(new ConfluenceSimulatorOptions().Living(time, settings.GetSection("Confluence")));
builder.AddSlackSimulator(new SlackSimulatorOptions().Living(time, settings.GetSection("Slack")));

var app = builder.Build();
app.MapDefaultEndpoints();
app.UseJiraSimulator("/jira");
app.UseConfluenceSimulator("/confluence");
app.UseSlackSimulator("/slack/api");
app.UseGitHubSimulator();
app.Run();
