namespace Blackbox.Core.Collecting.Directories;

/// <summary>One person as a platform's directory shows them.</summary>
/// <param name="ExternalId">The platform's own key of the person, the same that its collector gives to what they did.</param>
/// <param name="DisplayName">Their name; the key again where they have none.</param>
/// <param name="Email">Null where the platform hides it.</param>
/// <param name="EmailIsVerified">The platform itself saw that the address is theirs; false where anyone could have typed it.</param>
/// <param name="IsActive">False for who left or was deactivated.</param>
/// <param name="IsBot">An app or another account that nobody is.</param>
public sealed record DirectoryPerson(
    string ExternalId, string DisplayName, string? Email, bool EmailIsVerified, bool IsActive, bool IsBot);
