using System.Globalization;
using Blackbox.Simulators;
using Blackbox.Simulators.Jira;

namespace Blackbox.Tests.Runs.Matrix;

internal sealed class JiraPlatform : SimulatedPlatform
{
    private const string Project = "ENG";

    private readonly JiraSimulator _simulator;
    private readonly string _issue;
    private long _comment;
    private int _step;

    private JiraPlatform(JiraSimulator simulator)
    {
        _simulator = simulator;
        _issue = Change(JiraChangeKind.CreateIssue, text: "The lights stay on").Key!;
        _comment = Comment("It was like that before");
    }

    public override string Platform => "jira";

    public override string Settings => _simulator.Options.Deployment == Deployment.Cloud ? """{"deployment": "cloud"}""" : """{"deployment": "server"}""";

    public override string Secret => _simulator.Options.Secret;

    public override string? UnknownBot => _simulator.Options.Deployment == Deployment.Cloud ? null : "JIRAUSER10020";

    public override PlatformSimulator Simulator => _simulator;

    public override SimulatorOptions Options => _simulator.Options;

    public override SimulatedChange Deletion => new JiraChange { Kind = JiraChangeKind.DeleteComment, Id = _comment };

    public override SimulatedChange Edit => new JiraChange
    {
        Kind = JiraChangeKind.EditSummary,
        Issue = _issue,
        Person = Somebody,
        Text = string.Create(CultureInfo.InvariantCulture, $"Edited meanwhile, {_step}"),
    };

    public static async Task<JiraPlatform> StartAsync(bool isCloud, int people, int days) => new(await JiraSimulator.StartAsync(options =>
    {
        options.Deployment = isCloud ? Deployment.Cloud : Deployment.Server;
        (options.People, options.Days, options.RequestLimit) = (people, days, 1_000_000);
    }, TestContext.Current.CancellationToken));

    public override void Step()
    {
        var step = (++_step).ToString(CultureInfo.InvariantCulture);
        Change(JiraChangeKind.EditSummary, text: $"The lights stay on, day {step}");
        Change(JiraChangeKind.ChangeStatus, text: _step % 2 == 0 ? "To Do" : "In Progress");
        Change(JiraChangeKind.AddWorklog, text: $"Turned switch {step}");
        if (_comment != 0)
            Change(JiraChangeKind.DeleteComment, id: _comment);
        _comment = Comment($"Still there, {step}");
    }

    public override void IsGone() => _comment = 0;

    private long Comment(string text) => Change(JiraChangeKind.Comment, text: text).Id;

    private JiraChangeResult Change(JiraChangeKind kind, string? text = null, long id = 0) =>
        _simulator.Change(new() { Kind = kind, Project = Project, Issue = _issue, Person = Somebody, Text = text, Id = id });
}
