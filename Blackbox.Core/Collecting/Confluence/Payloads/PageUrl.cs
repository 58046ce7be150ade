using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>Where people read content: <c>{"_links": {"webui": "/spaces/ENG/pages/1/Runbook"}}</c> below the site's address.</summary>
internal static class PageUrl
{
    public static string? Of(JsonElement content, string site) =>
        content.Member("_links").Text("webui") is { Length: > 0 } path && path[0] == '/' ? GitHubText.Url(site + path) : null;

    /// <summary>The site's address as an answer tells it (<c>{"_links": {"base": "https://team.atlassian.net/wiki"}}</c>), else the one that was asked.</summary>
    public static string Site(JsonElement root, Uri server) =>
        (GitHubText.Url(root.Member("_links").Text("base")) ?? server.AbsoluteUri).TrimEnd('/');
}
