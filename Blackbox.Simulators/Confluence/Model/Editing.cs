namespace Blackbox.Simulators.Confluence.Model;

/// <summary>What happens to pages.</summary>
internal static class Editing
{
    public static Content Publish(
        this Wiki wiki, long id, Space space, Content? parent, bool isBlogPost, string title, StorageBody body, Account by, DateTimeOffset at)
    {
        var content = new Content
        {
            Id = id,
            IsBlogPost = isBlogPost,
            Space = space,
            Parent = isBlogPost ? null : parent,
            CreatedBy = by,
            CreatedAt = at,
        };
        content.Versions.Add(new() { Number = 1, By = by, When = at, Title = title, Body = body });
        wiki.Add(content);
        return content;
    }

    public static PageVersion Edit(
        this Content content, Account by, DateTimeOffset at, StorageBody? body = null, string? title = null, string message = "", bool isMinor = false)
    {
        var version = new PageVersion
        {
            Number = content.Latest.Number + 1,
            By = by,
            When = at,
            Message = message,
            IsMinor = isMinor,
            Title = title ?? content.Title,
            Body = body ?? content.Latest.Body,
        };
        content.Versions.Add(version);
        return version;
    }

    /// <summary>A new version with the text and title of an old one.</summary>
    public static PageVersion Revert(this Content content, PageVersion to, Account by, DateTimeOffset at) =>
        content.Edit(by, at, to.Body, to.Title, $"Reverted from v. {to.Number}");

    /// <summary>What is below comes along. No version is made of it.</summary>
    public static void MoveTo(this Wiki wiki, Content content, Space space, Content? parent)
    {
        for (var above = parent; above is not null; above = above.Parent)
        {
            if (above == content)
                throw new SimulatorException("A page cannot be moved below itself.");
        }
        content.Parent = parent;
        Enter(content);

        void Enter(Content one)
        {
            one.Space = space;
            foreach (var child in wiki.Contents.Where(child => child.Parent == one))
                Enter(child);
        }
    }

    /// <summary>What was below moves up to the page above.</summary>
    public static void Trash(this Wiki wiki, Content content)
    {
        content.Status = ContentStatus.Trashed;
        foreach (var child in wiki.Contents.Where(child => child.Parent == content))
            child.Parent = content.Parent;
    }

    /// <summary>An old version, for ever. On Cloud those after it move up by one number; on Data Center a gap stays.</summary>
    public static void RemoveVersion(this Content content, int number, bool isCloud)
    {
        var version = content.FindVersion(number) ?? throw new SimulatorException($"There is no version {number}.");
        if (version == content.Latest)
            throw new SimulatorException("The version that is current cannot be removed.");
        var index = content.Versions.IndexOf(version);
        content.Versions.RemoveAt(index);
        if (isCloud)
            content.Versions.Skip(index).ToList().ForEach(later => later.Number--);
    }
}
