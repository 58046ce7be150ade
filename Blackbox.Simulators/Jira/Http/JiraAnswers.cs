using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Jira.Http;

/// <summary>Jira's form of an error.</summary>
internal static class JiraAnswers
{
    public static Answer Error(int status, string message) => Answer.Json(
        writer =>
        {
            writer.WriteStartObject();
            writer.List("errorMessages", [message], writer.WriteStringValue);
            writer.WriteStartObject("errors");
            writer.WriteEndObject();
            writer.WriteEndObject();
        },
        status);

    public static Answer NoIssue() => Error(404, "Issue does not exist or you do not have permission to see it.");

    public static Answer Unauthenticated(string message) => Answer.Json(
        writer =>
        {
            writer.WriteStartObject();
            writer.Text("message", message);
            writer.Number("status-code", 401);
            writer.WriteEndObject();
        },
        401) with
    { Headers = [("WWW-Authenticate", "Basic realm=\"JIRA REST API\""), ("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")] };

    public static Answer Captcha(string address) => Error(403, "CAPTCHA challenge required.") with
    { Headers = [("X-Authentication-Denied-Reason", $"CAPTCHA_CHALLENGE; login-url={address}/login.jsp"), ("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")] };
}
