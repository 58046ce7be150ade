using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence.Payloads;

/// <summary>The JSON of Confluence's REST API: accounts, spaces and versions.</summary>
/// <param name="site">Where the wiki is, with its context path and without a slash at the end.</param>
/// <param name="context">The path in it: empty, or as <c>/wiki</c>.</param>
internal sealed partial class WikiPayload(bool isCloud, string site, string context)
{
    // Data Center writes times in the zone of its server.
    private static readonly TimeSpan ServerOffset = TimeSpan.FromHours(1);

    public string Site => site;

    public string Context => context;

    public void Account(Utf8JsonWriter writer, string name, Account account)
    {
        writer.WritePropertyName(name);
        Account(writer, account);
    }

    public void Account(Utf8JsonWriter writer, Account account)
    {
        writer.WriteStartObject();
        writer.Text("type", "known");
        if (isCloud)
            CloudFields(writer, account);
        else
            ServerFields(writer, account);
        writer.Object("_expandable", () =>
        {
            if (isCloud)
            {
                writer.Text("operations", "");
                writer.Text("personalSpace", "");
            }
            else
            {
                writer.Text("status", "");
            }
        });
        writer.Object("_links", () => writer.Text("self", isCloud
            ? $"{site}/rest/api/user?accountId={account.Known.AccountId}"
            : $"{site}/rest/api/user?key={account.Known.UserKey}"));
        writer.WriteEndObject();
    }

    private static void CloudFields(Utf8JsonWriter writer, Account account)
    {
        writer.Text("accountId", account.Known.AccountId);
        writer.Text("accountType", account.Known.IsApp ? "app" : "atlassian");
        writer.Text("email", account.Known.Email ?? "");
        writer.Text("publicName", account.DisplayName);
        Picture(writer, 48);
        writer.Text("displayName", account.DisplayName);
        writer.Flag("isExternalCollaborator", false);
    }

    private static void ServerFields(Utf8JsonWriter writer, Account account)
    {
        writer.Text("username", account.Known.UserName);
        writer.Text("userKey", account.Known.UserKey);
        Picture(writer, 48);
        writer.Text("displayName", account.ServerDisplayName);
    }

    private static void Picture(Utf8JsonWriter writer, int size) => writer.Object("profilePicture", () =>
    {
        writer.Text("path", "/images/icons/profilepics/default.png");
        writer.Number("width", size);
        writer.Number("height", size);
        writer.Flag("isDefault", true);
    });

    public void Space(Utf8JsonWriter writer, Space space)
    {
        writer.WriteStartObject();
        writer.Number("id", space.Id);
        writer.Text("key", space.Key);
        if (isCloud)
            writer.Text("alias", space.Key);
        writer.Text("name", space.Name);
        writer.Text("type", space.IsPersonal ? "personal" : "global");
        writer.Text("status", "current");
        writer.Object("_expandable", () =>
        {
            writer.Text("homepage", space.Home is { } home ? $"/rest/api/content/{home.Id}" : "");
            foreach (var name in (string[])["settings", "metadata", "operations", "description", "icon"])
                writer.Text(name, "");
        });
        writer.Object("_links", () =>
        {
            writer.Text("webui", isCloud ? $"/spaces/{space.Key}" : $"/display/{space.Key}");
            writer.Text("self", $"{site}/rest/api/space/{space.Key}");
        });
        writer.WriteEndObject();
    }

    public void Version(Utf8JsonWriter writer, long contentId, Account by, DateTimeOffset when, int number, string message, bool isMinor)
    {
        writer.WriteStartObject();
        Account(writer, "by", by);
        writer.Text("when", Time(when));
        writer.Text("friendlyWhen", when.ToString("MMM dd, yyyy", CultureInfo.InvariantCulture));
        writer.Text("message", message);
        writer.Number("number", number);
        writer.Flag("minorEdit", isMinor);
        if (isCloud)
            writer.Flag("contentTypeModified", false);
        else
            writer.Flag("hidden", false);
        writer.Object("_expandable", () =>
        {
            if (isCloud)
                writer.Text("collaborators", "");
            writer.Text("content", $"/rest/api/content/{contentId}?status=historical&version={number}");
        });
        writer.Object("_links", () => writer.Text("self", isCloud
            ? $"{site}/rest/api/content/{contentId}/version/{number}"
            : $"{site}/rest/experimental/content/{contentId}/version/{number}"));
        writer.WriteEndObject();
    }

    /// <summary>With milliseconds: in UTC on Cloud, with the server's offset on Data Center.</summary>
    private string Time(DateTimeOffset at) => isCloud
        ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : at.ToOffset(ServerOffset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
