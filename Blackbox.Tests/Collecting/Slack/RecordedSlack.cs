using System.Globalization;
using System.Text.Json;
using Blackbox.Core.Collecting;

namespace Blackbox.Tests.Collecting.Slack;

/// <summary>Answers as Slack's published description of its interface shows them.</summary>
internal static class RecordedSlack
{
    /// <param name="method">As <c>users.list</c>.</param>
    /// <param name="answer"><c>200</c>, or <c>default</c> for the refusal.</param>
    public static JsonElement Answer(string method, string answer = "200")
    {
        using var stream = typeof(RecordedSlack).Assembly.GetManifestResourceStream($"Recorded/slack.{method}.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty(answer).Clone();
    }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    public static JsonElement Details(CollectedActivity activity) => JsonDocument.Parse(activity.Details).RootElement;
}
