using System.Text.Json;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence.Payloads;

/// <summary>The JSON of Confluence's REST API: pages, blog posts and comments.</summary>
internal sealed partial class WikiPayload
{
    /// <param name="version">The one that is shown.</param>
    public void Content(Utf8JsonWriter writer, Content content, PageVersion version, Expansion expansion, bool isWhole = false)
    {
        var isLatest = version == content.Latest;
        var path = $"/rest/api/content/{content.Id}";
        writer.WriteStartObject();
        writer.Text("id", Id(content.Id));
        writer.Text("type", content.Type);
        writer.Text("status", isLatest ? StatusOf(content) : "historical");
        writer.Text("title", version.Title);
        if (expansion.Has("space"))
            Named("space", () => Space(writer, content.Space));
        if (expansion.Has("history"))
            History(writer, path, expansion, isLatest, content.CreatedBy, content.CreatedAt, () => Version(writer, content, content.Latest));
        if (expansion.Has("version"))
            Named("version", () => Version(writer, content, version));
        if (expansion.Has("ancestors"))
            writer.List("ancestors", content.Ancestors, above => Brief(writer, above));
        if (expansion.Has("container"))
            Named("container", () => Space(writer, content.Space));
        if (isCloud)
            writer.Text("macroRenderedOutput", null);
        Body(writer, expansion, () => version.Body.Text);
        writer.Object("extensions", () => writer.Text("position", "none"));
        Expandable(writer, expansion, path, $"/rest/api/space/{content.Space.Key}");
        writer.Object("_links", () =>
        {
            var webui = isCloud ? $"/spaces/{content.Space.Key}/{(content.IsBlogPost ? "blog" : "pages")}/{content.Id}" : $"/pages/viewpage.action?pageId={content.Id}";
            writer.Text("webui", webui);
            writer.Text("self", site + path);
            if (!isWhole)
                return;
            writer.Text("context", context);
            writer.Text("base", site);
        });
        writer.WriteEndObject();

        void Named(string name, Action write)
        {
            writer.WritePropertyName(name);
            write();
        }
    }

    public void Remark(Utf8JsonWriter writer, Remark remark, Expansion expansion, bool isWhole = false)
    {
        var path = $"/rest/api/content/{remark.Id}";
        var container = $"/rest/api/content/{remark.On.Id}";
        writer.WriteStartObject();
        writer.Text("id", Id(remark.Id));
        writer.Text("type", "comment");
        writer.Text("status", "current");
        writer.Text("title", "Re: " + remark.On.Title);
        if (expansion.Has("space"))
        {
            writer.WritePropertyName("space");
            Space(writer, remark.On.Space);
        }
        if (expansion.Has("history"))
            History(writer, path, expansion, true, remark.Author, remark.CreatedAt, () => Version(writer, remark));
        if (expansion.Has("version"))
        {
            writer.WritePropertyName("version");
            Version(writer, remark);
        }
        // Of an answer: the comments above it.
        if (expansion.Has("ancestors"))
            writer.List("ancestors", AboveOf(remark), above => Remark(writer, above, Expansion.None));
        if (expansion.Has("container"))
        {
            writer.WritePropertyName("container");
            Brief(writer, remark.On);
        }
        Body(writer, expansion, () => remark.Body);
        writer.Object("extensions", () =>
        {
            writer.Text("location", remark.Selection is null ? "footer" : "inline");
            writer.Object("_expandable", () =>
            {
                writer.Text("inlineProperties", "");
                writer.Text("resolution", "");
            });
        });
        Expandable(writer, expansion, path, container);
        writer.Object("_links", () =>
        {
            writer.Text("webui", $"/pages/viewpage.action?pageId={remark.On.Id}&focusedCommentId={remark.Id}#comment-{remark.Id}");
            writer.Text("self", site + path);
            if (!isWhole)
                return;
            writer.Text("context", context);
            writer.Text("base", site);
        });
        writer.WriteEndObject();
    }

    public void Version(Utf8JsonWriter writer, Content content, PageVersion version) =>
        Version(writer, content.Id, version.By, version.When, version.Number, version.Message, version.IsMinor);

    private void Version(Utf8JsonWriter writer, Remark remark) =>
        Version(writer, remark.Id, remark.EditedBy ?? remark.Author, remark.LastModified, remark.Number, "", false);

    private void Brief(Utf8JsonWriter writer, Content content) => Content(writer, content, content.Latest, Expansion.None);

    private void History(
        Utf8JsonWriter writer, string path, Expansion expansion, bool isLatest, Account by, DateTimeOffset at, Action lastUpdated) => writer.Object("history", () =>
        {
            writer.Flag("latest", isLatest);
            Account(writer, "createdBy", by);
            writer.Text("createdDate", Time(at));
            if (expansion.Has("history.lastUpdated"))
            {
                writer.WritePropertyName("lastUpdated");
                lastUpdated();
            }
            writer.Object("_expandable", () =>
            {
                if (!expansion.Has("history.lastUpdated"))
                    writer.Text("lastUpdated", "");
                writer.Text("previousVersion", "");
                writer.Text("contributors", "");
                writer.Text("nextVersion", "");
            });
            writer.Object("_links", () => writer.Text("self", $"{site}{path}/history"));
        });

    private static void Body(Utf8JsonWriter writer, Expansion expansion, Func<string> text)
    {
        if (!expansion.Has(Expansion.Body))
            return;
        writer.Object("body", () =>
        {
            writer.Object("storage", () =>
            {
                writer.Text("value", text());
                writer.Text("representation", "storage");
                writer.Object("_expandable", () => writer.Text("content", ""));
            });
            writer.Object("_expandable", () =>
            {
                foreach (var name in (string[])["editor", "view", "export_view", "styled_view", "anonymous_export_view"])
                    writer.Text(name, "");
            });
        });
    }

    private static void Expandable(Utf8JsonWriter writer, Expansion expansion, string path, string container) => writer.Object("_expandable", () =>
    {
        Name("container", container);
        Name("ancestors", "");
        Name("body", "");
        Name("version", "");
        Name("history", path + "/history");
        Name("space", container);
        writer.Text("metadata", "");
        writer.Text("operations", "");
        writer.Text("children", path + "/child");
        writer.Text("restrictions", path + "/restriction/byOperation");
        writer.Text("descendants", path + "/descendant");

        void Name(string name, string value)
        {
            if (!expansion.Has(name))
                writer.Text(name, value);
        }
    });

    private static IEnumerable<Remark> AboveOf(Remark remark)
    {
        for (var above = remark.Parent; above is not null; above = above.Parent)
            yield return above;
    }

    private static string StatusOf(Content content) => content.Status switch
    {
        ContentStatus.Trashed => "trashed",
        ContentStatus.Draft => "draft",
        _ => "current",
    };

    private static string Id(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
