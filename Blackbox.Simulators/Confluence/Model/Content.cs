namespace Blackbox.Simulators.Confluence.Model;

internal enum ContentStatus
{
    Current,
    Trashed,

    /// <summary>Never published: nobody but its author sees it.</summary>
    Draft,
}

/// <summary>A page or a blog post with all its versions.</summary>
internal sealed class Content
{
    public required long Id { get; init; }

    public bool IsBlogPost { get; init; }

    public string Type => IsBlogPost ? "blogpost" : "page";

    public required Space Space { get; set; }

    /// <summary>The page above; null for a blog post and for the home page of a space.</summary>
    public Content? Parent { get; set; }

    public ContentStatus Status { get; set; }

    /// <summary>Who made it and when: what its history says even if the first version was removed.</summary>
    public required Account CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Oldest first; never empty.</summary>
    public List<PageVersion> Versions { get; } = [];

    public PageVersion Latest => Versions[^1];

    public string Title => Latest.Title;

    public PageVersion? FindVersion(int number) => Versions.Find(version => version.Number == number);

    /// <summary>From the home page of the space down to the page above.</summary>
    public IReadOnlyList<Content> Ancestors
    {
        get
        {
            var ancestors = new List<Content>();
            for (var above = Parent; above is not null; above = above.Parent)
                ancestors.Insert(0, above);
            return ancestors;
        }
    }
}

internal sealed class PageVersion
{
    public required int Number { get; set; }

    public required Account By { get; init; }

    public required DateTimeOffset When { get; init; }

    public string Message { get; init; } = "";

    public bool IsMinor { get; init; }

    public required string Title { get; init; }

    public required StorageBody Body { get; init; }
}

/// <summary>A comment on a content, below it or on a part of its text.</summary>
internal sealed class Remark
{
    public required long Id { get; init; }

    public required Content On { get; init; }

    /// <summary>The comment that it answers.</summary>
    public Remark? Parent { get; init; }

    public required Account Author { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Body { get; set; }

    /// <summary>The marked text of an inline comment; null for one below the page.</summary>
    public string? Selection { get; init; }

    public int Number { get; set; } = 1;

    public Account? EditedBy { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset LastModified => EditedAt ?? CreatedAt;

    public void Change(string body, Account by, DateTimeOffset at)
    {
        (Body, EditedBy, EditedAt) = (body, by, at);
        Number++;
    }
}
