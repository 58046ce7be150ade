using System.Text.RegularExpressions;
using Blackbox.Core.Summaries;

namespace Blackbox.Core.Collecting.Git.Form;

internal enum CommitPurpose
{
    Feature,
    Fix,
    Performance,
    Refactoring,
    Documentation,
    Test,
    Build,
    Revert,
    Other,
}

/// <summary>
/// What a commit message says about the commit: Conventional Commits (https://www.conventionalcommits.org) where it follows them, else its
/// first word.
/// </summary>
internal sealed partial record CommitMessage
{
    /// <summary>Without type and scope; at least one character.</summary>
    public required string Subject { get; init; }

    /// <summary>Null when the words do not tell; the files may.</summary>
    public required CommitPurpose? Purpose { get; init; }

    public required string? Scope { get; init; }
    public required bool IsBreaking { get; init; }

    /// <summary>As <c>ABC-123</c> and <c>#12</c>, in the order of the message.</summary>
    public required IReadOnlyList<string> Issues { get; init; }

    /// <summary>Why nobody needs to read of it one by one, as "formatting"; null when they may.</summary>
    public required string? Trivia { get; init; }

    /// <summary>For a merge: what was merged, as "branch x".</summary>
    public required string? Merged { get; init; }

    public static CommitMessage Of(string title, string body)
    {
        var line = PlainText.Line(title, 400);
        var conventional = Conventional().Match(line);
        var type = conventional.Success ? conventional.Groups["type"].Value.ToLowerInvariant() : "";
        var isConventional = Types.TryGetValue(type, out var purpose) || type is "style" or "chore";
        var subject = isConventional ? Capitalize(conventional.Groups["rest"].Value) : line;
        return new()
        {
            Subject = subject.Length == 0 ? "(no message)" : subject,
            Purpose = !isConventional ? PurposeOfWords(line) : type is "style" or "chore" ? CommitPurpose.Other : purpose,
            Scope = isConventional && conventional.Groups["scope"].Value.Trim() is { Length: > 0 } scope ? scope : null,
            IsBreaking = (isConventional && conventional.Groups["breaking"].Success) || body.Contains("BREAKING CHANGE:", StringComparison.Ordinal),
            Issues = IssuesOf(line, body),
            Trivia = TriviaOf(line, type, isConventional ? conventional.Groups["scope"].Value : ""),
            Merged = MergedOf(line, body),
        };
    }

    private static readonly Dictionary<string, CommitPurpose> Types = new()
    {
        ["feat"] = CommitPurpose.Feature,
        ["feature"] = CommitPurpose.Feature,
        ["fix"] = CommitPurpose.Fix,
        ["bugfix"] = CommitPurpose.Fix,
        ["hotfix"] = CommitPurpose.Fix,
        ["perf"] = CommitPurpose.Performance,
        ["refactor"] = CommitPurpose.Refactoring,
        ["docs"] = CommitPurpose.Documentation,
        ["doc"] = CommitPurpose.Documentation,
        ["test"] = CommitPurpose.Test,
        ["tests"] = CommitPurpose.Test,
        ["build"] = CommitPurpose.Build,
        ["ci"] = CommitPurpose.Build,
        ["revert"] = CommitPurpose.Revert,
    };

    private static readonly Dictionary<string, CommitPurpose> Verbs = new[]
    {
        (CommitPurpose.Feature, "add adds added implement implements introduce support allow enable create give let provide offer"),
        (CommitPurpose.Fix, "fix fixes fixed correct resolve resolves repair prevent avoid handle guard"),
        (CommitPurpose.Performance, "optimize optimise accelerate speed"),
        (CommitPurpose.Refactoring, "refactor rename move extract simplify clean cleanup remove delete drop split merge inline reorganize restructure tidy"),
        (CommitPurpose.Documentation, "document docs describe explain"),
        (CommitPurpose.Test, "test tests"),
        (CommitPurpose.Revert, "revert reverts"),
    }.SelectMany(row => row.Item2.Split(' ').Select(verb => (Verb: verb, Purpose: row.Item1))).ToDictionary(pair => pair.Verb, pair => pair.Purpose);

    // Korean messages end with the noun that an English one begins with.
    private static readonly (string Word, CommitPurpose Purpose)[] KoreanWords =
    [
        ("버그", CommitPurpose.Fix), ("수정", CommitPurpose.Fix), ("오류", CommitPurpose.Fix), ("성능", CommitPurpose.Performance),
        ("리팩", CommitPurpose.Refactoring), ("문서", CommitPurpose.Documentation), ("테스트", CommitPurpose.Test), ("추가", CommitPurpose.Feature),
        ("구현", CommitPurpose.Feature), ("삭제", CommitPurpose.Refactoring), ("제거", CommitPurpose.Refactoring),
    ];

    private static readonly HashSet<string> NotProjects = ["UTF", "SHA", "ISO", "RFC", "HTTP", "AES", "CVE", "TLS", "MD", "CP", "BASE", "ARM", "GPT", "IPV"];

    private static CommitPurpose? PurposeOfWords(string line)
    {
        var first = FirstWord().Match(line).Value.ToLowerInvariant();
        if (Verbs.TryGetValue(first, out var purpose))
            return purpose;
        var korean = Array.Find(KoreanWords, pair => line.Contains(pair.Word, StringComparison.Ordinal));
        return korean.Word is null ? null : korean.Purpose;
    }

    private static List<string> IssuesOf(string line, string body)
    {
        var closing = string.Join('\n', ClosingLine().Matches(body).Take(20).Select(match => match.Value));
        return [.. Issue().Matches(line + "\n" + closing)
            .Where(match => !match.Groups["project"].Success || !NotProjects.Contains(match.Groups["project"].Value))
            .Select(match => match.Value).Distinct().Take(10)];
    }

    private static string? TriviaOf(string line, string type, string scope)
    {
        if (FixUp().IsMatch(line))
            return "fix-ups";
        if (type == "style" || Formatting().IsMatch(line))
            return "formatting";
        if (scope is "deps" or "deps-dev" || Dependencies().IsMatch(line))
            return "dependency updates";
        return scope == "release" || VersionBump().IsMatch(line) ? "version bumps" : null;
    }

    private static string? MergedOf(string line, string body)
    {
        if (MergedPullRequest().Match(line) is { Success: true } request)
        {
            var name = PlainText.Line(body.Split('\n', 2)[0], 160);
            return name.Length == 0 ? $"pull request {request.Groups["number"].Value}" : $"{name} ({request.Groups["number"].Value})";
        }
        return MergedBranch().Match(line) is { Success: true } branch ? branch.Groups["branch"].Value : null;
    }

    // "add the parser" becomes "Add the parser"; "iPhone support" and "σ-algebra" stay.
    private static string Capitalize(string text)
    {
        var word = FirstWord().Match(text).Value;
        return word.Length > 0 && word.All(char.IsAsciiLetterLower) && text.StartsWith(word, StringComparison.Ordinal)
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : text;
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z]{2,12})(\((?<scope>[^()]{0,60})\))?(?<breaking>!)?:\s+(?<rest>.+)$")]
    private static partial Regex Conventional();

    [GeneratedRegex(@"^\w+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"(?<![\w-])(?<project>[A-Z][A-Z0-9]{1,9})-[1-9]\d{0,6}(?![\w-])|(?<![\w&/])#[1-9]\d{0,6}(?!\w)")]
    private static partial Regex Issue();

    [GeneratedRegex(@"^.{0,40}\b(close[sd]?|fix(e[sd])?|resolve[sd]?|refs?|relates to|issue|jira)\b.{0,200}$", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ClosingLine();

    [GeneratedRegex(@"^(fixup|squash|amend)! |^wip\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FixUp();

    [GeneratedRegex(@"^((re)?format(ting|ted)?|fmt|lint(ing)?|white ?space|fix (the )?(format(ting)?|lint(ing)?|white ?space|indentation|typos?)|typos?|(run|apply) (the )?(formatter|prettier|gofmt|black|dotnet format))\b.{0,40}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Formatting();

    [GeneratedRegex(@"^(bump|update|upgrade) (\S+ from \S+ to \S+|dependency |dependencies|deps\b|(the )?lock ?file)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Dependencies();

    [GeneratedRegex(@"^((bump|increase|update) (the )?version|release v?\d|prepare (for )?release|v?\d+\.\d+\.\d+\S*$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionBump();

    [GeneratedRegex(@"^Merge (pull|merge) request (?<number>[#!]\d{1,7})\b", RegexOptions.CultureInvariant)]
    private static partial Regex MergedPullRequest();

    [GeneratedRegex(@"^Merge (remote-tracking )?(branch|tag|commit) '(?<branch>[^']{1,200})'", RegexOptions.CultureInvariant)]
    private static partial Regex MergedBranch();
}
