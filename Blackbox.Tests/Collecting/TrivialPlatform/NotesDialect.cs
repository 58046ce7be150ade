using System.Net.Http.Headers;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;

namespace Blackbox.Tests.Collecting.TrivialPlatform;

/// <summary>A feed of notes: <c>{"notes": [{"id": "7", "topic": "garden", "text": "…", "written": "…", "author": {"id": "ann", "name": "Ann"}}], "next": "/notes?page=2"}</c>.</summary>
internal sealed class NotesDialect : RestDialect
{
    public static readonly NotesDialect Instance = new();

    public override string Title => "Notes";

    public override Uri AddressOf(string? baseUrl)
    {
        var problem = string.IsNullOrWhiteSpace(baseUrl) ? "The feed's address is needed." : RestAddress.Problem(baseUrl, Title, "https://notes.example.org");
        return problem is null ? new(baseUrl!.Trim().TrimEnd('/')) : throw new PlatformAuthException("bad_address", problem);
    }

    public override AuthenticationHeaderValue? Authorize(Secret? secret) => RestAuthorization.Bearer(secret, Title);

    // Its manual says 60 a minute; its answers say nothing.
    public override RestBudget BudgetOf(string pathAndQuery) => new("notes", PerMinute: 60);

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time) =>
        RestRefusal.ByStatus(response, Title);

    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
}
