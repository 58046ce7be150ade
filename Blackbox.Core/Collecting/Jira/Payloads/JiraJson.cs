using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>What Jira's payloads need besides what all payloads need.</summary>
internal static class JiraJson
{
    // Not for HTML; shorter this way, and the database stores characters anyway.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An id, which Jira writes as a text of digits: <c>"id": "10063"</c>. Null for anything that is not positive.</summary>
    public static long? DigitsId(this JsonElement element, string name)
    {
        var text = element.Member(name).ValueKind == JsonValueKind.Number ? element.Member(name).GetRawText() : element.Text(name);
        return text is { Length: <= 18 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
    }

    /// <summary>A short text on one line; null where there is none.</summary>
    public static string? Words(this JsonElement element, string name, int maxLength = 200) =>
        element.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? OneLine(text, maxLength) : null;

    /// <summary>Names of a list of objects, as <c>[{"name": "v2.7.0"}]</c>; null for none.</summary>
    public static IReadOnlyList<string>? Names(this JsonElement element, string list, string member, int max = 50)
    {
        string[] names = [.. element.Member(list).Items().Take(max).Select(item => item.Words(member)).OfType<string>()];
        return names.Length == 0 ? null : names;
    }

    /// <summary>What details hold; what is null is left out.</summary>
    public static string Write<T>(T details) => JsonSerializer.Serialize(details, Options);

    /// <summary>One line in which each run of white space and control characters is one space, with none at the ends.</summary>
    public static string Collapsed(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character) && !char.IsControl(character))
                line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>Control characters become spaces.</summary>
    public static string OneLine(string text, int maxLength) => string.Create(Math.Min(text.Length, maxLength), Texts.Cut(text, maxLength), static (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = i >= source.Length || char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
    });
}
