using System.Globalization;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>An account, of a person or of a bot, and how its commits are signed.</summary>
internal sealed class Person
{
    public required long Id { get; init; }

    public required string Login { get; init; }

    public required string Name { get; init; }

    public bool IsBot { get; init; }

    /// <summary>The address that its commits carry. GitHub may not know it.</summary>
    public required string CommitEmail { get; init; }

    /// <summary>Whether GitHub shows the account beside its commits.</summary>
    public bool EmailIsKnown { get; init; } = true;

    /// <summary>Where its working day is.</summary>
    public TimeSpan UtcOffset { get; init; }

    public string NoreplyEmail => string.Create(CultureInfo.InvariantCulture, $"{Id}+{Login}@users.noreply.github.com");

    /// <summary>How a <c>Co-authored-by:</c> trailer names it: GitHub proposes the noreply address.</summary>
    public string CoAuthor => $"{Name} <{(EmailIsKnown ? NoreplyEmail : CommitEmail)}>";

    public Signature Signs(DateTimeOffset at) => new(Name, CommitEmail, at, EmailIsKnown ? this : null);

    /// <summary>What is done on the web page is signed with an address of the account.</summary>
    public Signature SignsOnTheWeb(DateTimeOffset at) => new(Name, EmailIsKnown ? CommitEmail : NoreplyEmail, at, this);
}
