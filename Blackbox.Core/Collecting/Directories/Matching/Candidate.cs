namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>A user whom an identity may be.</summary>
/// <param name="Score">0 to 1. Only an e-mail that the platform verified makes 1; what rests on names alone stays below 0.9.</param>
/// <param name="Reason">Why, in words, as <c>It has the same e-mail but for a tag or dots.</c></param>
public sealed record Candidate(Guid UserId, double Score, string Reason);

/// <summary>What is known of an account that nobody is known to be.</summary>
/// <param name="Login">A name that the person chose themselves, as a GitHub login; null where the platform's keys are none.</param>
public sealed record MatchedAccount(string Platform, string DisplayName, string? Login, string? Email, bool EmailIsVerified, bool IsActive, bool IsBot)
{
    public static MatchedAccount Of(Identity identity, string platform) => new(
        platform, identity.DisplayName, LoginOf(identity.ExternalId, platform), identity.Email ?? (identity.ExternalId.Contains('@') ? identity.ExternalId : null),
        identity.EmailIsVerified, identity.IsActive, identity.IsBot);

    // A Slack or Atlassian key is a number of the platform's, and says nothing of a name.
    private static string? LoginOf(string externalId, string platform) =>
        platform == Platforms.GitHub || (externalId.Length <= 40 && !externalId.Contains('@') && !externalId.Any(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c) || c == ':'))
            ? externalId
            : null;
}

/// <summary>A user, with the accounts that are theirs already.</summary>
public sealed record MatchedUser(Guid Id, string Name, string Email, IReadOnlyList<MatchedAccount> Accounts);
