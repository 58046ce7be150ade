using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Payloads;

/// <summary>
/// A version of a page, post or comment: <c>{"number": 3, "when": "2026-03-01T08:11:00.000Z", "message": "Fix the steps", "minorEdit": false, "by": {…}}</c>.
/// </summary>
internal sealed record ContentVersion(int Number, DateTimeOffset When, Author By, string Message, bool IsMinor)
{
    public const int MaxMessage = 1_000;

    /// <returns>Null where it is none.</returns>
    public static ContentVersion? Of(JsonElement version) =>
        version.Count("number") is { } number and > 0 && version.Instant("when") is { } when
            ? new(number, when, Author.Of(version.Member("by")), Texts.Cut((version.Text("message") ?? "").Trim().ReplaceLineEndings("\n"), MaxMessage), version.Flag("minorEdit") == true)
            : null;
}
