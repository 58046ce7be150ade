namespace Blackbox.Simulators.GitHub;

/// <summary>An activity that a complete record of the organisation holds.</summary>
/// <param name="Person">Login, or e-mail of an author without an account; in lower case.</param>
/// <param name="Kind">As <c>commit</c>, <c>merge</c>, <c>pull_request_opened</c>, <c>review</c>.</param>
/// <param name="ExternalId">As <c>commit:{sha}</c> or <c>pull:{id}:opened</c>. Of one activity of one person.</param>
/// <param name="Container">The full name that the repository has now.</param>
/// <param name="Title">The commit's first line, or the title of the issue, pull request or release that it is about.</param>
public sealed record TrueActivity(string Person, string Kind, string ExternalId, DateTimeOffset OccurredAt, string Container, string Title);
