using System.Globalization;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;

namespace Blackbox.Tests.Runs.Matrix;

internal sealed class SlackPlatform : SimulatedPlatform
{
    private const string Channel = "general";

    private readonly SlackSimulator _simulator;
    private readonly string _parent;
    private string? _message;
    private int _step;

    private SlackPlatform(SlackSimulator simulator)
    {
        _simulator = simulator;
        _parent = Change(SlackChangeKind.Post, text: "The lights stay on").Ts!;
        _message = Post("It was like that before");
    }

    public override string Platform => "slack";

    public override string Settings => "{}";

    public override string Secret => SlackSimulatorOptions.BotToken;

    public override PlatformSimulator Simulator => _simulator;

    public override SimulatorOptions Options => _simulator.Options;

    public override SimulatedChange Deletion => new SlackChange { Kind = SlackChangeKind.DeleteMessage, Channel = Channel, Ts = _message };

    public override SimulatedChange Edit => new SlackChange
    {
        Kind = SlackChangeKind.EditMessage,
        Channel = Channel,
        Ts = _parent,
        Text = string.Create(CultureInfo.InvariantCulture, $"Edited meanwhile, {_step}"),
    };

    public static async Task<SlackPlatform> StartAsync(int people, int days) => new(await SlackSimulator.StartAsync(options =>
    {
        (options.People, options.Days) = (people, days);
        (options.Tier2, options.Tier3, options.Tier4) = (1_000_000, 1_000_000, 1_000_000);
    }, TestContext.Current.CancellationToken));

    public override void Step()
    {
        var step = (++_step).ToString(CultureInfo.InvariantCulture);
        Change(SlackChangeKind.EditMessage, _parent, $"The lights stay on, day {step}");
        Change(SlackChangeKind.Reply, _parent, $"Turned switch {step}");
        if (_message is not null)
            Change(SlackChangeKind.DeleteMessage, _message);
        _message = Post($"Still there, {step}");
    }

    public override void IsGone() => _message = null;

    private string Post(string text) => Change(SlackChangeKind.Post, text: text).Ts!;

    private SlackChangeResult Change(SlackChangeKind kind, string? ts = null, string? text = null) =>
        _simulator.Change(new() { Kind = kind, Channel = Channel, Member = _simulator.MemberIds[0], Ts = ts, Text = text });
}
