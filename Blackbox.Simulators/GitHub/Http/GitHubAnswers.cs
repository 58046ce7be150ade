using System.Globalization;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>GitHub's form of an error.</summary>
internal static class GitHubAnswers
{
    extension(Answer)
    {
        public static Answer Problem(int status, string message, string documentation = "https://docs.github.com/rest") => Answer.Json(
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("message", message);
                writer.WriteString("documentation_url", documentation);
                writer.WriteString("status", status.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            },
            status);

        public static Answer NotFound() => Problem(404, "Not Found");

        public static Answer Invalid(string message) => Problem(422, message);
    }
}
