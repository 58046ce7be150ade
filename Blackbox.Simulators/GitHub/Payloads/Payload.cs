using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Payloads;

/// <summary>The JSON of GitHub's REST API (version 2022-11-28), for a server that is reached under one address.</summary>
/// <param name="api">As https://api.github.com, without a slash at the end.</param>
/// <param name="html">Where the pages for people are.</param>
internal sealed partial class Payload(Organisation organisation, string api, string html)
{
    private const string RecordedApi = "https://api.github.com";
    private readonly ConcurrentDictionary<long, byte[]> _users = [];
    private readonly ConcurrentDictionary<long, (long Version, byte[] Json)> _repositories = [];

    public void User(Utf8JsonWriter writer, string name, Person? person)
    {
        writer.WritePropertyName(name);
        User(writer, person);
    }

    public void User(Utf8JsonWriter writer, Person? person)
    {
        if (person is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(_users.GetOrAdd(person.Id, _ => Render(json => NewUser(json, person))), skipInputValidation: true);
    }

    public void Repository(Utf8JsonWriter writer, string name, Repository repository)
    {
        writer.WritePropertyName(name);
        Repository(writer, repository);
    }

    public void Repository(Utf8JsonWriter writer, Repository repository)
    {
        if (!_repositories.TryGetValue(repository.Id, out var known) || known.Version != repository.Version)
        {
            known = (repository.Version, Render(json => NewRepository(json, repository)));
            _repositories[repository.Id] = known;
        }
        writer.WriteRawValue(known.Json, skipInputValidation: true);
    }

    /// <summary>The signed-in user's own page has more fields than users in other payloads.</summary>
    public void Me(Utf8JsonWriter writer, Person person)
    {
        writer.WriteStartObject();
        UserFields(writer, person);
        writer.Text("name", person.Name);
        writer.Text("company", organisation.Name);
        writer.Text("blog", "");
        writer.Nothing("location", "email", "hireable", "bio", "twitter_username");
        writer.Number("public_repos", 0);
        writer.Number("public_gists", 0);
        writer.Number("followers", 0);
        writer.Number("following", 0);
        writer.Text("created_at", "2019-04-02T08:00:00Z");
        writer.Text("updated_at", "2025-01-15T08:00:00Z");
        writer.WriteEndObject();
    }

    private void NewUser(Utf8JsonWriter writer, Person person)
    {
        writer.WriteStartObject();
        UserFields(writer, person);
        writer.WriteEndObject();
    }

    private void UserFields(Utf8JsonWriter writer, Person person)
    {
        var escaped = Uri.EscapeDataString(person.Login);
        var url = $"{api}/users/{escaped}";
        writer.Text("login", person.Login);
        writer.Number("id", person.Id);
        writer.Text("node_id", NodeId(person.IsBot ? "BOT" : "U", person.Id));
        writer.Text("avatar_url", $"{html}/avatars/u/{person.Id}?v=4");
        writer.Text("gravatar_id", "");
        writer.Text("url", url);
        writer.Text("html_url", person.IsBot ? $"{html}/apps/{person.Login.Replace("[bot]", "", StringComparison.Ordinal)}" : $"{html}/{person.Login}");
        writer.Text("followers_url", $"{url}/followers");
        writer.Text("following_url", $"{url}/following{{/other_user}}");
        writer.Text("gists_url", $"{url}/gists{{/gist_id}}");
        writer.Text("starred_url", $"{url}/starred{{/owner}}{{/repo}}");
        writer.Text("subscriptions_url", $"{url}/subscriptions");
        writer.Text("organizations_url", $"{url}/orgs");
        writer.Text("repos_url", $"{url}/repos");
        writer.Text("events_url", $"{url}/events{{/privacy}}");
        writer.Text("received_events_url", $"{url}/received_events");
        writer.Text("type", person.IsBot ? "Bot" : "User");
        writer.Text("user_view_type", "public");
        writer.Flag("site_admin", false);
    }

    private string Api(Repository repository) => $"{api}/repos/{repository.FullName}";

    private string Html(Repository repository) => $"{html}/{repository.FullName}";

    /// <summary>A payload that GitHub really sent, with this server's address in it.</summary>
    private void Recorded(Utf8JsonWriter writer, string json) =>
        writer.WriteRawValue(json.Replace(RecordedApi, api, StringComparison.Ordinal), skipInputValidation: true);

    private static string NodeId(string kind, long id) => $"{kind}_{Convert.ToBase64String(Encoding.ASCII.GetBytes(id.ToString("x", null))).TrimEnd('=')}";

    private static byte[] Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { SkipValidation = true }))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
