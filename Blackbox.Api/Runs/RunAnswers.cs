using System.Text.Json;
using Blackbox.Api.Errors;
using Blackbox.Core.Runs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Blackbox.Api.Runs;

/// <summary>What a request is answered that was sent before.</summary>
internal sealed class RunAnswers(IdempotentRuns runs, LinkGenerator links, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
{
    /// <summary>The run's last state as it was first told; JSON of a <see cref="RunView"/>.</summary>
    public async Task<string> OfAsync(IdempotentRun finished, CancellationToken cancellationToken) =>
        finished.Answer ?? await runs.KeepAnswerAsync(
            finished.KeyId, JsonSerializer.Serialize(RunView.Of(finished.Run), json.Value.SerializerOptions), StatusCodes.Status200OK, cancellationToken);

    public string? AddressOf(HttpContext context, Guid runId) => links.GetUriByName(context, RunEndpoints.GetName, new { id = runId });

    public static ProblemDetails InProgress(Run run) => new()
    {
        Status = StatusCodes.Status409Conflict,
        Detail = "The run that this key started has not ended yet. Follow it at its address, or send the request again later.",
        Extensions = { [Problems.CodeMember] = "run_in_progress", ["run"] = RunView.Of(run) },
    };
}
