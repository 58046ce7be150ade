using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>Makes the platform's texts fit for an activity.</summary>
internal static class GitHubText
{
    private const string CommentStart = "<!--";
    private const string CommentEnd = "-->";

    /// <summary>One line: control characters become spaces; <paramref name="none"/> where there are no words.</summary>
    public static string Title(string? text, string none) => string.IsNullOrWhiteSpace(text)
        ? none
        : Texts.Cut(string.Create(Math.Min(text.Length, Activity.MaxTitleLength + 1), text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        }), Activity.MaxTitleLength);

    /// <summary>Markdown without the comments that a template begins with.</summary>
    public static string Body(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var rest = text.AsSpan().Trim();
        while (rest.StartsWith(CommentStart))
        {
            var end = rest.IndexOf(CommentEnd);
            if (end < 0)
                return "";
            rest = rest[(end + CommentEnd.Length)..].TrimStart();
        }
        // A cut that comes first bounds what is copied; line ends take one character instead of two.
        var cut = rest.Length > 2 * Activity.MaxBodyLength ? rest[..(2 * Activity.MaxBodyLength)] : rest;
        return Texts.Cut(cut.ToString().ReplaceLineEndings("\n"), Activity.MaxBodyLength);
    }

    /// <summary>A page's address; null for what is none.</summary>
    public static string? Url(string? text) =>
        text is { Length: <= Activity.MaxUrlLength } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? text
            : null;
}
