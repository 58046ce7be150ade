using System.Globalization;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>The people of the organisation.</summary>
internal static class Staff
{
    private static readonly string[] FirstNames =
    [
        "Mina", "Jonas", "Priya", "Tomasz", "Aiko", "Rafael", "Ingrid", "Daniel", "Sara", "Minjun", "Chiara", "Emeka", "Lena", "Hugo", "Nadia",
        "Oskar", "Jihye", "Marta", "Felix", "Amara", "Viktor", "Elif", "Noah", "Soyeon", "Pablo", "Greta", "Kofi", "Anya", "Liam", "Zoe",
    ];

    private static readonly string[] LastNames =
    [
        "Okafor", "Lindqvist", "Raman", "Kowalski", "Tanaka", "Moreno", "Berg", "Fischer", "Haddad", "Kim", "Rossi", "Adeyemi", "Novak", "Laurent",
        "Petrov", "Nyström", "Park", "Silva", "Brandt", "Diallo", "Sokolov", "Yilmaz", "Meyer", "Choi", "Herrera", "Olsen", "Mensah", "Ivanova", "Byrne", "Walker",
    ];

    private static readonly int[] Offsets = [0, 1, 1, 2, 1, -3, 9, -5, 1, 9];

    public static IEnumerable<Person> Hire(ulong seed, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var dice = new Dice(Dice.Seed(seed, $"person/{i}"));
            // Different pairs for as long as there are some.
            var first = FirstNames[i % FirstNames.Length];
            var last = LastNames[(i + (i / FirstNames.Length * 7)) % LastNames.Length];
            var round = i / (FirstNames.Length * LastNames.Length);
            var login = (i % 4) switch
            {
                0 => Plain($"{first}{last}"),
                1 => Plain($"{first[0]}{last}"),
                2 => Plain($"{first}-{last}"),
                // A capital letter: logins compare without regard to case.
                _ => $"{first}{Plain(last)[0]}",
            } + (i >= FirstNames.Length ? (i / FirstNames.Length).ToString(CultureInfo.InvariantCulture) : "");
            var id = 6_000_000 + (i * 811L) + dice.Between(0, 800);
            var address = $"{Plain(first)}.{Plain(last)}{(round > 0 ? round : i >= FirstNames.Length ? i : "")}";
            // One in five hides its address, one in ten commits with one that GitHub does not know.
            yield return new()
            {
                Id = id,
                Login = login,
                Name = $"{first} {last}",
                CommitEmail = i % 10 == 7
                    ? $"{char.ToUpperInvariant(address[0])}{address[1..]}@build-host.local"
                    : i % 5 == 2
                        ? string.Create(CultureInfo.InvariantCulture, $"{id}+{login}@users.noreply.github.com")
                        : $"{address}@northwind.example",
                EmailIsKnown = i % 10 != 7,
                UtcOffset = TimeSpan.FromHours(Offsets[i % Offsets.Length]),
            };
        }
    }

    public static Person Dependabot { get; } = Bot(49_699_333, "dependabot[bot]");

    public static Person CodeCoverage { get; } = Bot(22_429_695, "codecov[bot]");

    private static Person Bot(long id, string login) => new()
    {
        Id = id,
        Login = login,
        Name = login,
        IsBot = true,
        CommitEmail = $"{id}+{login}@users.noreply.github.com",
    };

    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Replace("ö", "o", StringComparison.Ordinal).Where(char.IsAsciiLetterOrDigit));
}
