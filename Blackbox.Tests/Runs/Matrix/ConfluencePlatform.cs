using System.Globalization;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;

namespace Blackbox.Tests.Runs.Matrix;

internal sealed class ConfluencePlatform : SimulatedPlatform
{
    private const string Space = "ENG";

    private readonly ConfluenceSimulator _simulator;
    private readonly long _page;
    private long _comment;
    private int _step;

    private ConfluencePlatform(ConfluenceSimulator simulator)
    {
        _simulator = simulator;
        _page = Change(ConfluenceChangeKind.CreatePage, title: "Lights", body: "<p>The lights stay on.</p>").Id;
        _comment = Comment("It was like that before");
    }

    public override string Platform => "confluence";

    public override string Settings => IsCloud ? """{"deployment": "cloud"}""" : """{"deployment": "server"}""";

    public override string Secret => IsCloud ? ConfluenceSimulatorOptions.CloudSecret : SimulatorOptions.OrganisationToken;

    protected override string Token => SimulatorOptions.OrganisationToken;

    public override PlatformSimulator Simulator => _simulator;

    public override SimulatorOptions Options => _simulator.Options;

    private bool IsCloud => _simulator.Options.Deployment == ConfluenceDeployment.Cloud;

    public override SimulatedChange Deletion => new ConfluenceChange { Kind = ConfluenceChangeKind.DeleteComment, Comment = _comment };

    public override SimulatedChange Edit => new ConfluenceChange
    {
        Kind = ConfluenceChangeKind.EditPage,
        Content = _page,
        Member = Somebody,
        Title = string.Create(CultureInfo.InvariantCulture, $"Edited meanwhile, {_step}"),
    };

    public static async Task<ConfluencePlatform> StartAsync(bool isCloud, int people, int days) => new(await ConfluenceSimulator.StartAsync(options =>
    {
        options.Deployment = isCloud ? ConfluenceDeployment.Cloud : ConfluenceDeployment.DataCenter;
        (options.People, options.Days) = (people, days);
    }, TestContext.Current.CancellationToken));

    public override void Step()
    {
        var step = (++_step).ToString(CultureInfo.InvariantCulture);
        Change(ConfluenceChangeKind.EditPage, title: $"Lights, day {step}", body: $"<p>The lights stay on.</p><p>Turned switch {step}.</p>");
        if (_comment != 0)
            Change(ConfluenceChangeKind.DeleteComment, comment: _comment);
        _comment = Comment($"Still there, {step}");
    }

    public override void IsGone() => _comment = 0;

    private long Comment(string text) => Change(ConfluenceChangeKind.AddComment, body: $"<p>{text}</p>").Id;

    private ConfluenceChangeResult Change(ConfluenceChangeKind kind, string? title = null, string? body = null, long comment = 0) =>
        _simulator.Change(new() { Kind = kind, Space = Space, Content = _page, Member = Somebody, Title = title, Body = body, Comment = comment });
}
