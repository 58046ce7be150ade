namespace Blackbox.Simulators.Slack.Model;

/// <summary>What a complete record of the workspace holds, read from the workspace itself and not from what endpoints answer.</summary>
internal static class SlackTruth
{
    public static IEnumerable<TrueActivity> Of(Workspace workspace, Channel channel) => channel.All
        .Where(message => IsSaid(workspace, message))
        .Select(message => new TrueActivity(
            message.User, message.IsReply ? "reply" : "message", $"message:{channel.Id}:{Ts.Text(message.Ts)}", Ts.At(message.Ts), "#" + channel.Name,
            TitleOf(workspace, message))
        {
            IsPrivate = channel.IsPrivate,
        });

    private static bool IsSaid(Workspace workspace, Message message) =>
        Subtypes.IsSaid(message.Subtype) && message.BotId is null && workspace.FindMember(message.User)?.IsBot != true;

    private static string TitleOf(Workspace workspace, Message message) =>
        message.Text.Length == 0 && message.Files.Count > 0
            ? "Shared " + string.Join(", ", message.Files.Select(file => file.Name))
            : PlainText.FirstLine(workspace, message.Text);
}
