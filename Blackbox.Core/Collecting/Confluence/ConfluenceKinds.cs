namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Kinds of activities in Confluence.</summary>
internal static class ConfluenceKinds
{
    public const string PageCreated = "page_created";
    public const string PageEdited = "page_edited";
    public const string BlogPostCreated = "blog_post_created";
    public const string BlogPostEdited = "blog_post_edited";
    public const string Comment = "comment";
}
