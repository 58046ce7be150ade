using System.Buffers;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Takes a commit message apart as git does: the first paragraph is the subject, the rest the body.</summary>
internal static class GitMessage
{
    private static readonly SearchValues<char> TrailerName = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private const string CoAuthor = "Co-authored-by:";

    /// <param name="cut">The message goes on.</param>
    /// <returns>Texts that fit into <see cref="Activity.Title"/> and <see cref="Activity.Body"/>. Where the subject does not fit, the body is the whole message.</returns>
    public static (string Subject, string Body, bool Truncated) Split(string message, bool cut)
    {
        var text = message.AsSpan().Trim("\n\r\t ");
        var subjectEnd = text.Length;
        for (var i = text.IndexOf('\n'); i >= 0 && i < text.Length;)
        {
            var next = text[(i + 1)..];
            var lineEnd = next.IndexOf('\n');
            var line = lineEnd < 0 ? next : next[..lineEnd];
            if (line.IsWhiteSpace())
            {
                subjectEnd = i;
                break;
            }
            i = lineEnd < 0 ? text.Length : i + 1 + lineEnd;
        }

        var subject = OneLine(text[..subjectEnd]);
        var whole = subject.Length > Activity.MaxTitleLength;
        var body = (whole ? text : text[subjectEnd..].TrimStart("\n\r\t ")).ToString();
        var truncated = cut || body.Length > Activity.MaxBodyLength;
        if (cut && body.Length > 0)
            body += "…";
        return (GitText.Cut(subject, Activity.MaxTitleLength), GitText.Cut(body, Activity.MaxBodyLength), truncated);
    }

    /// <summary>
    /// Whom the trailers <c>Co-authored-by: Name &lt;e-mail&gt;</c> name, in their order. Trailers stand in the last paragraph, and in those
    /// before it that hold nothing else.
    /// </summary>
    public static IReadOnlyList<GitPerson> CoAuthors(string body)
    {
        if (!body.Contains(CoAuthor, StringComparison.OrdinalIgnoreCase))
            return [];
        var found = new List<GitPerson>();
        var rest = body.AsSpan().TrimEnd();
        for (var last = true; !rest.IsEmpty; last = false)
        {
            var start = ParagraphStart(rest);
            var people = new List<GitPerson>();
            var trailersOnly = ReadTrailers(rest[start..], people);
            if (last || trailersOnly)
                found.InsertRange(0, people);
            if (!trailersOnly)
                break;
            rest = rest[..start].TrimEnd();
        }
        return found;
    }

    private static bool ReadTrailers(ReadOnlySpan<char> paragraph, List<GitPerson> people)
    {
        var only = true;
        foreach (var raw in paragraph.EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (line.StartsWith(CoAuthor, StringComparison.OrdinalIgnoreCase))
            {
                if (ParsePerson(line[CoAuthor.Length..]) is { } person)
                    people.Add(person);
            }
            else if (!IsTrailer(line))
            {
                only = false;
            }
        }
        return only;
    }

    // "Signed-off-by: …", or the continuation of such a line.
    private static bool IsTrailer(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] is ' ' or '\t')
            return true;
        var colon = line.IndexOf(':');
        return colon > 0 && !line[..colon].ContainsAnyExcept(TrailerName);
    }

    /// <returns>Null when there is no e-mail in it.</returns>
    internal static GitPerson? ParsePerson(ReadOnlySpan<char> text)
    {
        var close = text.LastIndexOf('>');
        var open = close < 0 ? -1 : text[..close].LastIndexOf('<');
        if (open < 0)
            return null;
        var email = text[(open + 1)..close].Trim();
        return email.IsEmpty ? null : new(text[..open].Trim().ToString(), email.ToString());
    }

    // Where the last paragraph begins.
    private static int ParagraphStart(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0)
        {
            var start = text[..(end - 1)].LastIndexOf('\n') + 1;
            if (text[start..end].IsWhiteSpace())
                return end;
            end = start;
        }
        return 0;
    }

    private static string OneLine(ReadOnlySpan<char> paragraph)
    {
        if (!paragraph.Contains('\n'))
            return paragraph.TrimEnd().ToString();
        var lines = new List<string>();
        foreach (var line in paragraph.EnumerateLines())
            lines.Add(line.Trim().ToString());
        return string.Join(' ', lines);
    }
}
