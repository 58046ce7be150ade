using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Tests.Collecting.TrivialPlatform;

/// <summary>Reads who wrote which note.</summary>
internal sealed class NotesCollector(RestClient client) : ICollector
{
    private const string Feed = "/notes";
    private const string Container = "notes";

    public string Platform => "notes";

    public string Title => NotesDialect.Instance.Title;

    public ConnectionForm? Form { get; } = new("Connect a feed of notes",
    [
        new("baseUrl", "Address of the feed", FieldKind.Url) { Placeholder = "https://notes.example.org", IsRequired = true },
        new("token", "Token", FieldKind.Secret) { Help = "Only for a feed that asks for one. It is kept encrypted and never shown again." },
    ]);

    // The whole feed is read at once.
    public TimeSpan? Slice => null;

    public int BackfillDays => 90;

    public string? ValidateSettings(string settings) => settings == "{}" ? null : "A feed of notes has no settings: {}.";

    public string? ValidateAccess(string? baseUrl, string? secret) => NotesDialect.Instance.Problem(baseUrl, secret);

    public async Task<ConnectionTest> TestAsync(ConnectionAccess access, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await client.Open(NotesDialect.Instance, access, null, null, TaskPriority.Critical).GetAsync(Feed, cancellationToken);
            return new(true, "The feed can be read.", [], []);
        }
        catch (Exception exception) when (exception is PlatformException or ResourceException)
        {
            return new(false, exception.Message, [], [], NeedsAuth: exception is PlatformAuthException);
        }
    }

    public Task<CollectionEstimate> EstimateAsync(CollectionContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new CollectionEstimate(Requests: 1, TimeSpan.FromSeconds(1), LimitedBy: null));

    public async IAsyncEnumerable<CollectedActivity> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = client.Open(NotesDialect.Instance, context.Access, context.Memory, context.Report, context.Priority);
        await foreach (var page in session.PagesAsync(Feed, cancellationToken))
        {
            using (page)
            {
                foreach (var json in Items(page.Root))
                {
                    // What lies outside of the window changes what is recorded already, and adds nothing.
                    if (Read(json) is { } note)
                        yield return Activity(note);
                    else
                        context.Report.ItemSkipped(Container, "malformed", "A note has no id, author or date.");
                }
            }
        }
        context.Report.ContainerListed(Container);
    }

    private static CollectedActivity Activity(Note note) => new()
    {
        Person = new(note.Author.Id, note.Author.Name),
        ExternalId = $"note:{note.Id}",
        Kind = "note",
        OccurredAt = note.Written,
        Title = note.Topic,
        Body = note.Text,
        Container = Container,
    };

    private static JsonElement.ArrayEnumerator Items(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("notes", out var notes) && notes.ValueKind == JsonValueKind.Array
            ? notes.EnumerateArray()
            : default;

    private static Note? Read(JsonElement json)
    {
        try
        {
            var note = json.Deserialize<Note>(JsonSerializerOptions.Web);
            return note is { Id.Length: > 0, Topic: not null, Text: not null, Author: { Id.Length: > 0, Name: not null } } ? note : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Note(string Id, string Topic, string Text, DateTimeOffset Written, Author Author);

    private sealed record Author(string Id, string Name);
}
