using System.Text.RegularExpressions;
using Blackbox.Core.Collecting.Git;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>Whom the addresses of a commit stand for.</summary>
internal static partial class CommitPeople
{
    /// <summary>Co-authors of a commit that get an activity of their own.</summary>
    public const int MaxCoAuthors = 50;

    /// <summary>The login in one of the platform's own addresses, else the e-mail in lower case.</summary>
    public static CollectedPerson Of(GitPerson person)
    {
        if (Noreply().Match(person.Email.Trim()) is { Success: true } match)
        {
            var login = match.Groups["login"].Value;
            return new(login.ToLowerInvariant(), login);
        }
        return GitIdentity.Of(person);
    }

    /// <summary>Each once, and not again who is the author.</summary>
    public static List<(GitPerson Contact, CollectedPerson Person)> CoAuthors(string body, CollectedPerson author)
    {
        var people = new List<(GitPerson, CollectedPerson Person)>();
        foreach (var contact in GitMessage.CoAuthors(body))
        {
            var person = Of(contact);
            if (person.ExternalId == author.ExternalId || people.Exists(known => known.Person.ExternalId == person.ExternalId))
                continue;
            people.Add((contact, person));
            if (people.Count == MaxCoAuthors)
                break;
        }
        return people;
    }

    // 583231+octocat@users.noreply.github.com, or octocat@users.noreply.github.example.org of an Enterprise server.
    [GeneratedRegex(@"^(?:\d{1,20}\+)?(?<login>[^@+\s]{1,100})@users\.noreply\.[A-Za-z0-9.-]{1,200}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Noreply();
}
