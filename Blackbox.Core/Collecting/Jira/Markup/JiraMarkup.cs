using System.Text.Json;

namespace Blackbox.Core.Collecting.Jira.Markup;

/// <summary>Texts as payloads have them: a document on Cloud, wiki markup on Data Center.</summary>
internal static class JiraMarkup
{
    /// <returns>Empty for what is neither.</returns>
    public static string ToText(JsonElement value, Func<string, string?> nameOf) => value.ValueKind switch
    {
        JsonValueKind.Object => AdfText.ToText(value, nameOf),
        JsonValueKind.String => WikiText.ToText(TextOf(value), nameOf),
        _ => "",
    };

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return null;
        }
    }
}
