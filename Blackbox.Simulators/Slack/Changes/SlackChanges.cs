using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack;

/// <summary>Makes a change. The workspace is locked by the caller.</summary>
internal sealed class SlackChanges(Workspace workspace, SlackChange change, DateTimeOffset at)
{
    private readonly long _ts = Ts.Of(at) + 100;

    public SlackChangeResult Apply()
    {
        switch (change.Kind)
        {
            case SlackChangeKind.Post:
                return Done(Channel(), Channel().Say(Member().Id, _ts, Text()));
            case SlackChangeKind.Reply:
                return Reply();
            case SlackChangeKind.EditMessage:
                var edited = Message();
                if (edited.IsTombstone)
                    throw new SimulatorException("The message is deleted.");
                edited.Edit(Text(), Ts.Of(at));
                return Done(Channel(), edited);
            case SlackChangeKind.DeleteMessage:
                var deleted = Message();
                Channel().Delete(deleted);
                return Done(Channel(), deleted);
            case SlackChangeKind.RenameChannel:
                Channel().Rename(Text(), workspace.Members[0].Id, _ts);
                return Done(Channel(change.Text));
            case SlackChangeKind.ArchiveChannel:
                Channel().Archive(workspace.Members[0].Id, _ts);
                return Done(Channel());
            case SlackChangeKind.RemoveBot:
                Channel().Leave(workspace.Robot.Id, _ts);
                return Done(Channel());
            case SlackChangeKind.AddBot:
                Channel().Join(workspace.Robot.Id, _ts);
                return Done(Channel());
            case SlackChangeKind.RenameUser:
                (Member().DisplayName, Member().RealName) = (Text(), Text());
                return Done(workspace.Member(Text()));
            case SlackChangeKind.DeactivateUser:
                Member().IsDeleted = true;
                return Done(Member());
            case SlackChangeKind.ReactivateUser:
                Member().IsDeleted = false;
                return Done(Member());
            default:
                throw new SimulatorException($"{change.Kind} is not a change of the workspace.");
        }
    }

    private SlackChangeResult Reply()
    {
        var parent = Message();
        if (parent.IsReply)
            throw new SimulatorException("A reply has no replies.");
        var reply = Channel().Say(Member().Id, _ts, Text(), parent, change.IsBroadcast ? Subtypes.ThreadBroadcast : null);
        return Done(Channel(), reply);
    }

    private Channel Channel(string? name = null) =>
        workspace.Channel(name ?? change.Channel ?? throw new SimulatorException($"{change.Kind} needs a channel."));

    private Member Member() => workspace.Member(change.Member ?? throw new SimulatorException($"{change.Kind} needs a member."));

    private Message Message() =>
        Ts.TryParse(change.Ts, out var ts) && Channel().Take(ts) is { } message
            ? message
            : throw new SimulatorException($"There is no message '{change.Ts}' in #{Channel().Name}.");

    private string Text() => change.Text ?? throw new SimulatorException($"{change.Kind} needs a text.");

    private SlackChangeResult Done(Channel channel, Message? message = null) =>
        new(channel.Id, message is null ? null : Ts.Text(message.Ts), message?.User, at);

    private SlackChangeResult Done(Member member)
    {
        member.UpdatedAt = at;
        return new(null, null, member.Id, at);
    }
}
