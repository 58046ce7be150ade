using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Collecting.GitHub;

/// <summary>Answers that GitHub really gave, about panjf2000/ants.</summary>
internal static class Recorded
{
    public const string Container = "panjf2000/ants";

    public static IReadOnlyList<JsonElement> Items(string file)
    {
        using var stream = typeof(GitHubSimulator).Assembly.GetManifestResourceStream($"Recorded/{file}.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public static JsonElement Details(CollectedActivity activity) => JsonDocument.Parse(activity.Details).RootElement;

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
