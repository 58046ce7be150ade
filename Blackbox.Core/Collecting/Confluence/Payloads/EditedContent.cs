using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>Where a page was before it was moved.</summary>
/// <param name="Parent">Title of the page that it stood under; null where there was none.</param>
internal sealed record FormerPlace(string Space, string? Parent);

/// <summary>Makes the activity of a version.</summary>
internal static class EditedContent
{
    /// <param name="body">What changed, or of the first version the text.</param>
    public static CollectedActivity Activity(ContentItem page, ContentVersion version, string body, FormerPlace? movedFrom) => new()
    {
        Person = version.By.Person,
        ExternalId = $"{page.Thread}:v{version.Number}",
        Kind = (page.IsBlogPost, version.Number) switch
        {
            (false, 1) => ConfluenceKinds.PageCreated,
            (false, _) => ConfluenceKinds.PageEdited,
            (true, 1) => ConfluenceKinds.BlogPostCreated,
            (true, _) => ConfluenceKinds.BlogPostEdited,
        },
        OccurredAt = version.When,
        Title = page.Title,
        Body = body,
        Container = page.Space,
        Thread = page.Thread,
        Url = page.Url,
        Details = Details.Write(new
        {
            number = version.Number,
            minorEdit = version.IsMinor ? true : (bool?)null,
            message = version.Message.Length == 0 ? null : version.Message,
            space = page.Space,
            ancestors = Details.OrNull(page.Ancestors),
            movedFrom,
        }),
    };
}
