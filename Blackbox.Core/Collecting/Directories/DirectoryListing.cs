using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Directories;

/// <summary>A directory's people as they can be stored: each once, texts cut and storable, e-mails in lower case.</summary>
internal sealed class DirectoryListing
{
    /// <summary>People of one platform that are taken at most.</summary>
    public const int MaxPeople = 200_000;

    private readonly Dictionary<string, DirectoryPerson> _people = new(StringComparer.Ordinal);

    /// <summary>People whose key is none that can be stored.</summary>
    public int Skipped { get; private set; }

    /// <summary>There are more than <see cref="MaxPeople"/>: who is missing says nothing.</summary>
    public bool IsCut { get; private set; }

    /// <summary>In one order everywhere, which is the swap's, so that two writers cannot wait for each other.</summary>
    public IReadOnlyList<DirectoryPerson> People => [.. _people.Values.OrderBy(person => person.ExternalId, StringComparer.Ordinal)];

    public int Count => _people.Count;

    /// <exception cref="PlatformException"/>
    public static async Task<DirectoryListing> ReadAsync(IAsyncEnumerable<DirectoryPerson> people, CancellationToken cancellationToken)
    {
        var listing = new DirectoryListing();
        await foreach (var person in people.WithCancellation(cancellationToken))
        {
            if (listing.Count == MaxPeople && !listing._people.ContainsKey(person.ExternalId))
            {
                listing.IsCut = true;
                break;
            }
            listing.Add(person);
        }
        return listing;
    }

    private void Add(DirectoryPerson person)
    {
        var key = Texts.Storable(person.ExternalId);
        if (string.IsNullOrWhiteSpace(key) || key.Length > Identity.MaxExternalIdLength)
        {
            Skipped++;
            return;
        }
        var name = Texts.Storable(person.DisplayName).Trim();
        var email = EmailOf(person.Email);
        _people[key] = person with
        {
            ExternalId = key,
            DisplayName = Texts.Cut(name.Length == 0 ? key : name, Identity.MaxDisplayNameLength),
            Email = email,
            EmailIsVerified = person.EmailIsVerified && email is not null,
        };
    }

    /// <returns>Null for what is no address.</returns>
    internal static string? EmailOf(string? email)
    {
        var address = email is null ? "" : Texts.Storable(email).Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < address.Length - 1 && address.Length <= Users.User.MaxEmailLength && !address.Any(char.IsWhiteSpace) ? address : null;
    }
}
