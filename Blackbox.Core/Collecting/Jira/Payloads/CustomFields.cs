using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Markup;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>Fields that nothing here knows, as a site's own: kept without addresses and pictures, within limits.</summary>
internal sealed partial class CustomFields
{
    public const int MaxFields = 100;
    public const int MaxFieldLength = 1_000;
    public const int MaxTotalLength = 20_000;

    private const int MaxDepth = 6;
    private const int MaxItems = 20;

    // What has a member of its own, stands in activities of its own, or changes by itself.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "summary", "description", "created", "updated", "creator", "reporter", "assignee", "project", "status", "statusCategory", "issuetype", "priority", "resolution",
        "labels", "components", "fixVersions", "parent", "subtasks", "issuelinks", "duedate", "attachment", "comment", "worklog", "timetracking",
        "timeoriginalestimate", "environment", "security", "votes", "watches", "lastViewed", "workratio", "progress", "aggregateprogress", "timespent",
        "timeestimate", "aggregatetimespent", "aggregatetimeestimate", "aggregatetimeoriginalestimate", "statuscategorychangedate", "issuerestriction", "thumbnail",
    };

    private static readonly HashSet<string> Noise = new(StringComparer.Ordinal) { "self", "avatarUrls", "iconUrl", "avatarId", "expand", "_links" };

    /// <summary>By their ids, as <c>customfield_10020</c>; null for none.</summary>
    public JsonObject? Fields { get; private set; }

    /// <summary>Something was too long or too much.</summary>
    public bool IsCut { get; private set; }

    public void Read(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Object)
            return;
        var (kept, total) = (new JsonObject(), 0);
        foreach (var field in fields.EnumerateObject().Where(field => !Known.Contains(field.Name)))
        {
            if (Slim(field.Value, 0) is not { } value)
                continue;
            var length = value.ToJsonString().Length;
            if (length > MaxFieldLength || total + length > MaxTotalLength || kept.Count == MaxFields || field.Name.Length > 200 || kept.ContainsKey(field.Name))
            {
                IsCut = true;
                continue;
            }
            total += length + field.Name.Length;
            kept.Add(field.Name, value);
        }
        Fields = kept.Count == 0 ? null : kept;
    }

    /// <returns>Null for what is no text that can be read.</returns>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Null for what says nothing: null, empty, a rank among other issues.
    private JsonNode? Slim(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (TextOf(value) is not { Length: > 0 } text || text == "{}" || Rank().IsMatch(text))
                    return null;
                IsCut |= text.Length > MaxFieldLength / 2;
                return JsonValue.Create(Texts.Cut(Texts.Storable(text), MaxFieldLength / 2));
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(value.Clone());
            case JsonValueKind.Object when value.Text("type") == "doc" && value.Member("content").ValueKind == JsonValueKind.Array:
                return AdfText.ToText(value) is { Length: > 0 } words ? JsonValue.Create(Texts.Cut(Texts.Storable(words), MaxFieldLength / 2)) : null;
            case JsonValueKind.Object when depth < MaxDepth:
                var slim = new JsonObject();
                foreach (var member in value.EnumerateObject().Where(member => !Noise.Contains(member.Name)).Take(MaxItems))
                {
                    if (!slim.ContainsKey(member.Name) && Slim(member.Value, depth + 1) is { } inner)
                        slim.Add(member.Name, inner);
                }
                return slim.Count == 0 ? null : slim;
            case JsonValueKind.Array when depth < MaxDepth:
                var items = new JsonArray();
                foreach (var item in value.EnumerateArray().Take(MaxItems))
                {
                    if (Slim(item, depth + 1) is { } inner)
                        items.Add(inner);
                }
                IsCut |= value.GetArrayLength() > MaxItems;
                return items.Count == 0 ? null : items;
            default:
                return null;
        }
    }

    // LexoRank, as 0|i000db: or 1|hzzzzz:i
    [GeneratedRegex(@"^[0-9]\|[0-9a-z]+:[0-9a-z]*\z")]
    private static partial Regex Rank();
}
