namespace Blackbox.Simulators.Jira.Model;

internal sealed record JiraProject(long Id, string Key, string Name);
