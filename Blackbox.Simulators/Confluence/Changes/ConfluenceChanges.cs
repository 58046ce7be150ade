using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.Confluence;

/// <summary>Makes a change. The wiki is locked by the caller.</summary>
internal sealed class ConfluenceChanges(Wiki wiki, ConfluenceChange change, Ids ids, DateTimeOffset at, bool isCloud)
{
    public ConfluenceChangeResult Apply()
    {
        switch (change.Kind)
        {
            case ConfluenceChangeKind.CreatePage or ConfluenceChangeKind.CreateBlogPost:
                return Done(Create(wiki.Space(change.Space ?? "")));
            case ConfluenceChangeKind.EditPage:
                Content().Edit(Member(), at, change.Body is { } body ? new([body]) : null, change.Title, change.Message ?? "", change.IsMinor);
                return Done(Content());
            case ConfluenceChangeKind.RevertPage:
                Content().Revert(Content().FindVersion(change.Number) ?? throw new SimulatorException($"There is no version {change.Number}."), Member(), at);
                return Done(Content());
            case ConfluenceChangeKind.MovePage:
                return Move(Content());
            case ConfluenceChangeKind.TrashPage:
                wiki.Trash(Content());
                return Done(Content(isThere: false));
            case ConfluenceChangeKind.RestorePage:
                Content(isThere: false).Status = ContentStatus.Current;
                return Done(Content());
            case ConfluenceChangeKind.AddComment:
                var added = new Remark { Id = ids.Next(), On = Content(), Author = Member(), CreatedAt = at, Body = Body() };
                wiki.Add(added);
                return new(added.Id, added.Number, at);
            case ConfluenceChangeKind.EditComment:
                Remark().Change(Body(), change.Member is null ? Remark().Author : Member(), at);
                return new(change.Comment, Remark().Number, at);
            case ConfluenceChangeKind.DeleteComment:
                wiki.Remove(Remark());
                return new(change.Comment, 0, at);
            case ConfluenceChangeKind.RemoveVersion:
                Content().RemoveVersion(change.Number, isCloud);
                return Done(Content());
            case ConfluenceChangeKind.RenameUser:
                var name = change.Title ?? throw new SimulatorException("A user needs a name.");
                (Member().DisplayName, Member().ServerDisplayName) = (name, name);
                return new(0, 0, at);
            default:
                Member().IsActive = change.Kind == ConfluenceChangeKind.ReactivateUser;
                return new(0, 0, at);
        }
    }

    private Content Create(Space space) => wiki.Publish(
        ids.Next(), space, Parent() ?? space.Home, change.Kind == ConfluenceChangeKind.CreateBlogPost,
        change.Title ?? throw new SimulatorException($"{change.Kind} needs a title."), new([Body()]), Member(), at);

    private ConfluenceChangeResult Move(Content content)
    {
        if (content.IsBlogPost)
            throw new SimulatorException("A blog post is in no tree.");
        var parent = Parent() ?? wiki.Space(change.Space ?? content.Space.Key).Home;
        wiki.MoveTo(content, parent?.Space ?? content.Space, parent);
        if (change.Member is not null)
            content.Edit(Member(), at, message: change.Message ?? "");
        return Done(content);
    }

    private Content? Parent() => change.Parent is not { } id
        ? null
        : wiki.FindContent(id) is { Status: ContentStatus.Current, IsBlogPost: false } parent ? parent : throw new SimulatorException($"There is no page {id}.");

    private Content Content(bool isThere = true) =>
        wiki.FindContent(change.Content) is { } content && (content.Status == ContentStatus.Current) == isThere
            ? content
            : throw new SimulatorException($"There is no such content {change.Content}.");

    private Remark Remark() => wiki.FindRemark(change.Comment) ?? throw new SimulatorException($"There is no comment {change.Comment}.");

    private Account Member() => wiki.Account(change.Member ?? throw new SimulatorException($"{change.Kind} needs a member."));

    private string Body() => change.Body ?? throw new SimulatorException($"{change.Kind} needs a body.");

    private ConfluenceChangeResult Done(Content content) => new(content.Id, content.Latest.Number, at);
}
