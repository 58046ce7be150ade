using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>Ids of content: digits, of attachments on servers with letters before them. Texts in most answers, numbers in some.</summary>
internal static class ContentIds
{
    private const int MaxLength = 40;

    /// <returns>Null where it is none.</returns>
    public static string? Of(JsonElement content) => content.Text("id") is { } text
        ? text.Length is > 0 and <= MaxLength && text.All(char.IsAsciiLetterOrDigit) ? text : null
        : content.Id("id") is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>What an activity belongs to: the page or post, also for a comment on it.</summary>
    public static string Thread(string id) => $"content:{id}";
}
