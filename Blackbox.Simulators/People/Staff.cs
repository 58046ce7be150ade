using System.Globalization;

namespace Blackbox.Simulators.People;

/// <summary>The people of the organisation: the same for the same seed, in the same order, on every platform.</summary>
internal static class Staff
{
    public const string Domain = "northwind.example";

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

    // Etc/GMT's sign is the other way round.
    private static readonly (int Hours, string Zone)[] Zones =
    [
        (0, "Etc/UTC"), (1, "Etc/GMT-1"), (1, "Etc/GMT-1"), (2, "Etc/GMT-2"), (1, "Etc/GMT-1"),
        (-3, "America/Sao_Paulo"), (9, "Asia/Seoul"), (-5, "Etc/GMT+5"), (1, "Etc/GMT-1"), (9, "Asia/Seoul"),
    ];

    public static IReadOnlyList<SimulatedPerson> Hire(SimulatorOptions options) => [.. Hire(options.WholeSeed, options.People)];

    public static IEnumerable<SimulatedPerson> Hire(ulong seed, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (first, last) = NameOf(i);
            var round = i / (FirstNames.Length * LastNames.Length);
            var name = new FullName(first, last, i < FirstNames.Length ? "" : (round > 0 ? round : i).ToString(CultureInfo.InvariantCulture));
            yield return new()
            {
                Index = i,
                Login = LoginOf(i, first, last),
                Name = name.Text,
                WorkEmail = $"{name.Address}@{Domain}",
                UtcOffset = TimeSpan.FromHours(Zones[i % Zones.Length].Hours),
                TimeZone = Zones[i % Zones.Length].Zone,
                IsActive = i % Mismatches.Period != Mismatches.Deactivated,
                Atlassian = Mismatches.AtlassianOf(seed, i, name),
                Slack = Mismatches.SlackOf(seed, i, name),
            };
        }
    }

    /// <summary>The company's own name of somebody, for as long as there are different pairs.</summary>
    internal static (string First, string Last) NameOf(int index) =>
        (FirstNames[index % FirstNames.Length], LastNames[(index + (index / FirstNames.Length * 7)) % LastNames.Length]);

    private static string LoginOf(int index, string first, string last) => (index % 4) switch
    {
        0 => Plain($"{first}{last}"),
        1 => Plain($"{first[0]}{last}"),
        2 => Plain($"{first}-{last}"),
        // A capital letter: logins compare without regard to case.
        _ => $"{first}{Plain(last)[0]}",
    } + (index >= FirstNames.Length ? (index / FirstNames.Length).ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>In lower case, letters and digits of ASCII only.</summary>
    internal static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Replace("ö", "o", StringComparison.Ordinal).Where(char.IsAsciiLetterOrDigit));
}

/// <param name="Number">Set where a pair of names could be there twice: it is in addresses and handles.</param>
internal readonly record struct FullName(string First, string Last, string Number)
{
    public string Text => $"{First} {Last}";

    public string Address => $"{Staff.Plain(First)}.{Staff.Plain(Last)}{Number}";

    /// <summary>As <c>mokafor</c>.</summary>
    public string Short => $"{Staff.Plain(First)[0]}{Staff.Plain(Last)}{Number}";

    private static readonly Dictionary<string, string> Korean = new()
    {
        ["Minjun"] = "민준",
        ["Jihye"] = "지혜",
        ["Soyeon"] = "소연",
        ["Kim"] = "김",
        ["Park"] = "박",
        ["Choi"] = "최",
    };

    /// <summary>As <c>김민준</c>; null if it is not a Korean name.</summary>
    public string? InKorean => Korean.TryGetValue(First, out var first) && Korean.TryGetValue(Last, out var last) ? last + first : null;
}
