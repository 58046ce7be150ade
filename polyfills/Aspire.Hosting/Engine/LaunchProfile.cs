using System.Text.Json;

namespace Aspire.Hosting.Engine;

/// <summary>The first profile of a project's Properties/launchSettings.json that runs the project.</summary>
internal sealed record LaunchProfile(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<Uri> Urls)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static LaunchProfile ReadFirst(string projectPath)
    {
        var path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return new(new Dictionary<string, string>(), []);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            if (document.RootElement.TryGetProperty("profiles", out var profiles))
            {
                foreach (var profile in profiles.EnumerateObject().Select(property => property.Value))
                {
                    if (Text(profile, "commandName") == "Project")
                    {
                        return Read(profile);
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or UriFormatException or InvalidOperationException)
        {
            throw new DistributedApplicationException($"{path} cannot be read: {e.Message}", e);
        }

        return new(new Dictionary<string, string>(), []);
    }

    private static LaunchProfile Read(JsonElement profile)
    {
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "")
            : [];
        var urls = (Text(profile, "applicationUrl") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(environment, [.. urls.Select(url => new Uri(url))]);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
