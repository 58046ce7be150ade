using System.Globalization;

namespace Blackbox.Simulators.Confluence.Model;

/// <summary>What a complete record of the wiki holds, read from the wiki itself and not from what endpoints answer.</summary>
/// <param name="idOf">What an account is called on this deployment.</param>
internal sealed class WikiTruth(Wiki wiki, Func<Space, bool> isVisible, Func<Account, string> idOf)
{
    public IEnumerable<TrueActivity> All => wiki.Contents
        .Where(IsThere)
        .SelectMany(content => content.Versions.Where(version => !version.By.Known.IsApp).Select(version => Of(content, version)))
        .Concat(wiki.Remarks.Where(remark => IsThere(remark.On) && !remark.Author.Known.IsApp).Select(Of));

    private TrueActivity Of(Content content, PageVersion version) => new(
        idOf(version.By), (content.IsBlogPost ? "blog_post_" : "page_") + (version.Number == 1 ? "created" : "edited"),
        string.Create(CultureInfo.InvariantCulture, $"content:{content.Id}:v{version.Number}"), version.When, content.Space.Key, content.Title);

    private TrueActivity Of(Remark remark) => new(
        idOf(remark.Author), "comment", string.Create(CultureInfo.InvariantCulture, $"comment:{remark.Id}"), remark.CreatedAt, remark.On.Space.Key,
        remark.On.Title);

    private bool IsThere(Content content) => content.Status == ContentStatus.Current && isVisible(content.Space);
}
